package handover

import (
	"errors"
	"strings"
	"testing"

	"github.com/Microsoft/go-winio"
)

// place returns a place that no other test and no window has.
func place(t *testing.T) Place {
	t.Helper()
	p, err := Here(nil)
	if errors.Is(err, ErrNowhere) {
		t.Skip("these tests run with raised rights, and so have no place")
	}
	if err != nil {
		t.Fatal(err)
	}
	p.pipe += "-" + strings.ReplaceAll(t.Name(), "/", "-")
	return p
}

func TestPlaceNamesTheLogon(t *testing.T) {
	if p := place(t); !strings.HasPrefix(p.String(), `\\.\pipe\ringback-`) || !strings.Contains(p.String(), "-S-1-5-5-") {
		t.Errorf("%s", p)
	}
}

// TestForeignPipe: somebody whom we can't reach has made a pipe of this name. Nothing is handed
// over, and no window takes the place.
func TestForeignPipe(t *testing.T) {
	p := place(t)
	const system = "D:P(A;;GA;;;SY)"
	listener, err := winio.ListenPipe(p.pipe, &winio.PipeConfig{SecurityDescriptor: system})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if w, err := p.OpenOr(t.Context(), Message{Ask: AskFront}); w != nil || err == nil {
		t.Errorf("window %v, %v", w, err)
	}
}
