package connect

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// heard is a connection of which a server's last word is read even if it hung up. With TLS 1.3 a
// login goes on before the server has looked at its certificate: if that is refused, what is
// written next may fail first, and would look like a network that broke off.
type heard struct {
	net.Conn
	session atomic.Bool // from now on a write that fails must be told: nothing was sent
}

func (h *heard) Write(p []byte) (int, error) {
	n, err := h.Conn.Write(p)
	if !h.session.Load() && (errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)) {
		return len(p), nil // reading tells
	}
	return n, err
}

// hearing returns a dialer whose connections are heard until they are a session.
func hearing(dialer *net.Dialer) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &heard{Conn: conn}, nil
	}
}

// inSession notes that the server let the login in.
func inSession(_ context.Context, of *pgconn.PgConn) error {
	conn := of.Conn()
	if encrypted, is := conn.(*tls.Conn); is {
		conn = encrypted.NetConn()
	}
	if h, is := conn.(*heard); is {
		h.session.Store(true)
	}
	return nil
}
