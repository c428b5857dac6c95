//go:build !linux && !darwin && !windows

package handover

import (
	"context"
	"net"
)

// Place is where this user's window is reached. This system has none.
type Place struct{}

// Here returns [ErrNowhere].
func Here(func(string) string) (Place, error) { return Place{}, ErrNowhere }

// String returns "".
func (Place) String() string { return "" }

// Prepare returns [ErrNowhere].
func (Place) Prepare() error { return ErrNowhere }

func (Place) open() (*Window, error)                 { return nil, ErrNowhere }
func (Place) dial(context.Context) (net.Conn, error) { return nil, ErrNowhere }
func checkPeer(net.Conn) error                       { return ErrNowhere }
