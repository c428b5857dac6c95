//go:build linux && realparts

package native

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"
)

// TestThePlaceOfARealWindow asks a real X server, which has no window manager: the test does what
// one does.
func TestThePlaceOfARealWindow(t *testing.T) {
	x, err := connectToX()
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	screen := xproto.Setup(x).DefaultScreen(x)
	window := createWindow(t, x)
	set := func(property string, kind xproto.Atom, values ...uint32) {
		t.Helper()
		name, err := atom(x, property)
		if err != nil {
			t.Fatal(err)
		}
		var data []byte
		for _, value := range values {
			data = binary.LittleEndian.AppendUint32(data, value)
		}
		if err := xproto.ChangePropertyChecked(x, xproto.PropModeReplace, window, name, kind, 32, uint32(len(values)), data).Check(); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, place Place) {
		t.Helper()
		if got, ok := PlaceOf(uintptr(window), 5*time.Second); !ok || got != place {
			t.Errorf("%s: it is at %+v, %v, want %+v", what, got, ok, place)
		}
	}
	want("as it is", Place{X: 300, Y: 200})
	for _, state := range []string{"_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_FULLSCREEN"} {
		full, err := atom(x, state)
		if err != nil {
			t.Fatal(err)
		}
		set("_NET_WM_STATE", xproto.AtomAtom, uint32(full))
		want(state, Place{X: 300, Y: 200, Full: true})
	}

	wide, high := int(screen.WidthInPixels), int(screen.HeightInPixels)
	areShown(t, []titleBar{
		{name: "in the middle", at: Place{X: 300, Y: 200}, width: 400, want: true},
		{name: "partly at the left", at: Place{X: -250, Y: 200}, width: 400, want: true},
		{name: "nearly at the left", at: Place{X: -350, Y: 200}, width: 400, want: false},
		{name: "at the right", at: Place{X: wide - 150, Y: 200}, width: 400, want: true},
		{name: "on a screen that is gone", at: Place{X: wide + 300, Y: 200}, width: 400, want: false},
		{name: "below", at: Place{X: 300, Y: high + 15}, width: 400, want: false},
		{name: "above", at: Place{X: 300, Y: 5}, width: 400, want: false},
	})
	if _, ok := PlaceOf(uintptr(1), 5*time.Second); ok {
		t.Error("a window that isn't there has a place")
	}
}
