package native

import (
	"bytes"
	"encoding/binary"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// words returns numbers as Wayland writes them.
func words(numbers ...uint32) []byte {
	var b []byte
	for _, number := range numbers {
		b = binary.NativeEndian.AppendUint32(b, number)
	}
	return b
}

// global returns the event that announces an interface.
func global(name string) []byte {
	text := append([]byte(name), make([]byte, 4-len(name)%4)...)
	body := append(append(words(1, uint32(len(name)+1)), text...), words(1)...)
	return append(words(waylandRegistry, uint32(len(body)+8)<<16|eventGlobal), body...)
}

var done = append(words(waylandCallback, 12<<16|eventDone), words(0)...)

// listens answers each connection to a socket with bytes, and nothing more.
func listens(t *testing.T, path string, answer []byte) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	var accepted []net.Conn
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for conn, err := listener.Accept(); err == nil; conn, err = listener.Accept() {
			accepted = append(accepted, conn)
			_, _ = conn.Write(answer)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-ended
		for _, conn := range accepted {
			_ = conn.Close()
		}
	})
}

// TestFindObstacle with displays that lack something, are silent, or are none.
func TestFindObstacle(t *testing.T) {
	folder := t.TempDir()
	compositor := func(name string, answer ...[]byte) {
		listens(t, filepath.Join(folder, name), bytes.Join(answer, nil))
	}
	compositor("whole", global("wl_compositor"), global(decorations), global(seat), done)
	compositor("frameless", global("wl_compositor"), global(seat), done)
	compositor("seatless", global("wl_compositor"), global(decorations), done)
	compositor("silent", global(seat))
	compositor("fault", words(waylandDisplay, 12<<16|eventError, 0))
	compositor("nonsense", []byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	silentX := filepath.Join(folder, "x")
	listens(t, silentX+":0", nil)
	const noX = "/nonexistent:0" // Xlib may know how to reach it

	for name, c := range map[string]struct {
		env     string
		display Display
		want    Obstacle
	}{
		"nothing":                     {want: NoDisplay},
		"X that can't be reached":     {env: "DISPLAY=" + noX, display: X11},
		"X is silent":                 {env: "DISPLAY=" + silentX + ":0", display: X11, want: SilentDisplay},
		"Wayland":                     {env: "WAYLAND_DISPLAY=whole", display: Wayland},
		"Wayland by its path":         {env: "WAYLAND_DISPLAY=" + folder + "/whole", display: Wayland},
		"no seat":                     {env: "WAYLAND_DISPLAY=seatless", display: Wayland, want: NoSeat},
		"no seat, beside X":           {env: "WAYLAND_DISPLAY=seatless DISPLAY=" + noX, display: Wayland, want: NoSeat},
		"no frames":                   {env: "WAYLAND_DISPLAY=frameless", display: Wayland},
		"no frames, beside X":         {env: "WAYLAND_DISPLAY=frameless DISPLAY=" + noX, display: X11},
		"no frames, but forced":       {env: "WAYLAND_DISPLAY=frameless FYNE_PLATFORM=wayland DISPLAY=" + noX, display: Wayland},
		"silent":                      {env: "WAYLAND_DISPLAY=silent", display: Wayland, want: SilentDisplay},
		"silent, beside X":            {env: "WAYLAND_DISPLAY=silent DISPLAY=" + noX, display: Wayland, want: SilentDisplay},
		"a fault":                     {env: "WAYLAND_DISPLAY=fault", display: Wayland, want: NoDisplay},
		"nonsense":                    {env: "WAYLAND_DISPLAY=nonsense", display: Wayland, want: NoDisplay},
		"no compositor":               {env: "WAYLAND_DISPLAY=absent", display: Wayland, want: NoDisplay},
		"no compositor, beside X":     {env: "WAYLAND_DISPLAY=absent DISPLAY=" + noX, display: X11},
		"X is wanted":                 {env: "WAYLAND_DISPLAY=seatless FYNE_PLATFORM=x11 DISPLAY=" + noX, display: X11},
		"a session of X":              {env: "WAYLAND_DISPLAY=seatless XDG_SESSION_TYPE=x11 DISPLAY=" + noX, display: X11},
		"handed over as an open file": {env: "WAYLAND_DISPLAY=seatless WAYLAND_SOCKET=3"},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"XDG_RUNTIME_DIR": folder}
			for pair := range strings.FieldsSeq(c.env) {
				name, value, _ := strings.Cut(pair, "=")
				env[name] = value
			}
			bound := time.Minute
			if c.want == SilentDisplay {
				bound = 50 * time.Millisecond
			}
			display, got := findObstacle(func(name string) string { return env[name] }, bound)
			if display != c.display || got != c.want {
				t.Errorf("%q, %q, want %q, %q", display, got, c.display, c.want)
			}
		})
	}
}

// FuzzGlobals: whatever a compositor answers, reading it ends, and names no interface that isn't in
// it.
func FuzzGlobals(f *testing.F) {
	f.Add(append(global(seat), done...))
	f.Add(words(waylandRegistry, 20<<16, 1, 0xffffffff, 0))
	f.Add(words(waylandDisplay, 4<<16))
	f.Fuzz(func(t *testing.T, answer []byte) {
		found, err := readGlobals(bytes.NewReader(answer))
		if err == nil && !bytes.Contains(answer, words(waylandCallback)) {
			t.Error("done without an answer")
		}
		for name := range found {
			if !bytes.Contains(answer, []byte(name)) {
				t.Errorf("%q", name)
			}
		}
	})
}
