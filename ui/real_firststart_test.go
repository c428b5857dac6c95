//go:build realparts && linux

package ui_test

import (
	"image"
	"os"
	"path/filepath"
	"testing"
)

// TestRealFirstStart: a home with nothing in it, no session bus, nothing of a session's and no
// locale. The toolkit has much to say about that, also about its file dialog; nobody who starts a
// window wants to read it.
func TestRealFirstStart(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	for _, folder := range []string{".cache", ".config"} {
		if err := os.Remove(filepath.Join(s.home, folder)); err != nil {
			t.Fatal(err)
		}
	}
	s.env = append(s.env, "LC_ALL=C", "XDG_RUNTIME_DIR=")
	quits := s.open()
	quits.key("ctrl+q")
	quits.saidNothing(quits.status())

	p := s.open()
	size := p.picture().Bounds().Size()
	p.click(p.window, image.Pt(size.X-153, 28)) // the menu: the tour, the environments
	p.key("Down", "Down", "Return")
	p.keep(p.window, "first-editor")
	p.key("Tab", "Tab", "Return") // from the list to "New", "Import…"
	p.keep(p.window, "first-files")
	p.saidNothing(p.shut())
}

// saidNothing checks that the program ended without a fault and without a word.
func (p *program) saidNothing(status int) {
	p.t.Helper()
	if said := p.output.String(); status != 0 || said != "" {
		p.t.Errorf("it ended with %d, and says:\n%s", status, said)
	}
}
