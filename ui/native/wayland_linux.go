package native

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"time"
)

// waylandSocket returns the path of the compositor's socket, as libwayland finds it; "" if it has
// none.
func waylandSocket(getenv func(string) string) string {
	name := getenv("WAYLAND_DISPLAY")
	if name == "" {
		name = "wayland-0"
	}
	folder := getenv("XDG_RUNTIME_DIR")
	switch {
	case filepath.IsAbs(name):
		return name
	case folder == "":
		return ""
	}
	return filepath.Join(folder, name)
}

// Objects and messages of the Wayland protocol, chapter "wl_display".
const (
	waylandDisplay  = 1
	waylandRegistry = 2 // ours
	waylandCallback = 3 // ours

	requestSync        = 0
	requestGetRegistry = 1

	eventError  = 0 // of the display
	eventGlobal = 0 // of the registry
	eventDone   = 0 // of the callback

	maxGlobals = 10_000 // messages
)

var errWayland = errors.New("what answers isn't a Wayland compositor")

// listGlobals asks a compositor for the interfaces that it has.
func listGlobals(socket string, bound time.Duration) (map[string]bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(bound)); err != nil {
		return nil, err
	}
	// All globals come before the answer to a sync.
	if _, err := conn.Write(append(waylandRequest(requestGetRegistry, waylandRegistry), waylandRequest(requestSync, waylandCallback)...)); err != nil {
		return nil, err
	}
	return readGlobals(conn)
}

// waylandRequest returns a request to the display that makes an object.
func waylandRequest(opcode, object uint32) []byte {
	const size = 12
	var b []byte
	for _, word := range []uint32{waylandDisplay, size<<16 | opcode, object} {
		b = binary.NativeEndian.AppendUint32(b, word)
	}
	return b
}

// readGlobals reads events until the answer to the sync.
func readGlobals(r io.Reader) (map[string]bool, error) {
	found := make(map[string]bool)
	for range maxGlobals {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, err
		}
		object, word := binary.NativeEndian.Uint32(head[:]), binary.NativeEndian.Uint32(head[4:])
		size, opcode := int(word>>16), word&0xffff
		if size < len(head) || size%4 != 0 {
			return nil, errWayland
		}
		body := make([]byte, size-len(head))
		if _, err := io.ReadFull(r, body); err != nil {
			return nil, err
		}
		switch {
		case object == waylandDisplay && opcode == eventError:
			return nil, errWayland
		case object == waylandCallback && opcode == eventDone:
			return found, nil
		case object == waylandRegistry && opcode == eventGlobal:
			name, err := interfaceOf(body)
			if err != nil {
				return nil, err
			}
			found[name] = true
		}
	}
	return nil, errWayland
}

// interfaceOf returns the interface that an event "global" announces: a number, a string with its
// length, and a version.
func interfaceOf(body []byte) (string, error) {
	if len(body) < 12 {
		return "", errWayland
	}
	length, text := binary.NativeEndian.Uint32(body[4:]), body[8:len(body)-4]
	if length == 0 || uint64(length) > uint64(len(text)) {
		return "", errWayland
	}
	name, _, _ := bytes.Cut(text[:length], []byte{0})
	return string(name), nil
}
