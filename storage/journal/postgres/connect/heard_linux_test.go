package connect

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
)

// TestTheLastWordIsHeard of a server that hung up while something was written to it; in a session
// that write fails.
func TestTheLastWordIsHeard(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	for _, session := range []bool{false, true} {
		conn, err := hearing(new(net.Dialer))(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		server, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		_, said := server.Write([]byte("no"))
		if err := errors.Join(said, server.(*net.TCPConn).SetLinger(0), server.Close()); err != nil {
			t.Fatal(err)
		}
		h := conn.(*heard)
		h.session.Store(session)
		_, failed := h.Write([]byte("let me in"))
		if session != (errors.Is(failed, syscall.ECONNRESET) || errors.Is(failed, syscall.EPIPE)) {
			t.Errorf("in a session %v: %v", session, failed)
		}
		if text, _ := io.ReadAll(h); string(text) != "no" {
			t.Errorf("heard %q", text)
		}
		_ = h.Close()
	}
}
