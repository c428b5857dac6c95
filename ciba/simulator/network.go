package simulator

import (
	"context"
	"errors"
	"net"
	"sync"
)

// Network is an in-memory network of one host: a listener, and a way to dial it. Tests in fake time
// need it, because a testing/synctest bubble blocks on a socket but not on net.Pipe.
//
//	network := simulator.NewNetwork()
//	go broker.Serve(network)
//	transport := &http.Transport{DialContext: network.DialContext}
type Network struct {
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// NewNetwork returns a network that listens until Close.
func NewNetwork() *Network {
	return &Network{calls: make(chan net.Conn), closed: make(chan struct{})}
}

// DialContext connects to the host, whatever the address.
func (n *Network) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case n.calls <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-n.closed:
		return nil, errors.New("simulator: nobody listens any more")
	}
}

// Accept implements net.Listener.
func (n *Network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.calls:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. It may be called more than once.
func (n *Network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

// Addr implements net.Listener.
func (n *Network) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "pipe"} }
