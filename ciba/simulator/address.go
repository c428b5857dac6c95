package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// DefaultAddress is where StartAt listens by default. It is always the same, so that a client that
// was set up once finds its broker again.
const DefaultAddress = "127.0.0.1:8465"

// What AddressError.Instead suggests: the same port on this machine, or any free one.
const (
	loopback = "127.0.0.1"
	anyPort  = loopback + ":0"
)

// AddressError says why the simulator can't listen on an address. It wraps the system's error, so
// that errors.Is(err, syscall.EADDRINUSE) reports a port that is in use (on Windows:
// syscall.Errno(10048)).
type AddressError struct {
	Address string         // its first 60 characters
	Problem AddressProblem // for callers that translate it
	Instead string         // an address that works: this port here, or one that the system picks
	Advice  string         // what is wrong and what to do, in a sentence or two
	Err     error          // the system's, or ErrAddress
}

// AddressProblem is what is wrong with an address.
type AddressProblem string

// The problems of addresses.
const (
	AddressMalformed AddressProblem = "malformed" // not host and port
	AddressPublic    AddressProblem = "public"    // other machines could reach it
	AddressInUse     AddressProblem = "in_use"    // another program listens there
	AddressForbidden AddressProblem = "forbidden" // the system doesn't let this user listen there
	AddressUnusable  AddressProblem = "unusable"  // anything else
)

// ErrAddress says that a simulator can't use an address.
var ErrAddress = errors.New("no address for a simulator")

func (e *AddressError) Error() string { return "simulator: " + e.Advice }

func (e *AddressError) Unwrap() error { return e.Err }

// StartAt is Start for a stand-alone simulator: it listens on the given host and port (empty:
// DefaultAddress; port 0: one that the system picks) and serves the page of the phones. BaseURL
// follows from the address. If the address is at fault, the error is an *AddressError.
//
// It listens only on loopback addresses. The endpoints accept a published secret, anyone who sees
// the traffic could approve, and the page looks like an approval: none of that belongs on a
// network.
func StartAt(ctx context.Context, address string, options Options) (*Simulator, error) {
	if address == "" {
		address = DefaultAddress
	}
	if err := checkAddress(ctx, address); err != nil {
		return nil, err
	}
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, cantListen(address, err)
	}
	host, _, _ := net.SplitHostPort(address)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	options.BaseURL = "http://" + net.JoinHostPort(host, port)
	options.Page = true
	return startOn(ctx, listener, options)
}

func checkAddress(ctx context.Context, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || strings.Trim(port, "0123456789") != "" || port == "" {
		return &AddressError{Address: short(address), Problem: AddressMalformed, Err: ErrAddress,
			Advice: fmt.Sprintf("%.60q is no host and port. Write it like %s.", address, DefaultAddress)}
	}
	if IsLoopback(host) {
		return nil
	}
	instead := insteadOf(ctx, port)
	return &AddressError{Address: short(address), Problem: AddressPublic, Instead: instead, Err: ErrAddress,
		Advice: fmt.Sprintf("%.60q can be reached from other machines, and what stands there is a broker that anybody may use. "+
			"It is served on this machine only: use %s.", address, instead)}
}

// IsLoopback reports whether a host, without its port, is this machine and nothing else:
// 127.0.0.0/8, also in its IPv6 form, ::1, or localhost, in any letter case and with a trailing
// dot.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && ip.Unmap().IsLoopback()
}

// insteadOf returns where the simulator can listen instead of a public address: on the same port of
// this machine, or if that is taken, on one that the system picks.
func insteadOf(ctx context.Context, port string) string {
	address := net.JoinHostPort(loopback, port)
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", address)
	if err != nil {
		return anyPort
	}
	_ = listener.Close()
	return address
}

// winsockInUse is Windows' error for a port in use (WSAEADDRINUSE); Go's EADDRINUSE has another
// number there.
const winsockInUse = syscall.Errno(10048)

// short cuts an address for an error.
func short(address string) string { return fmt.Sprintf("%.60s", address) }

func cantListen(address string, err error) error {
	problem := AddressUnusable
	advice := fmt.Sprintf("can't listen on %s (%v). Choose another address with -addr, such as %s for any free port.", address, err, anyPort)
	switch {
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, winsockInUse):
		problem = AddressInUse
		advice = fmt.Sprintf("%s is in use by another program, perhaps by another simulator. "+
			"End that program, or choose another address with -addr, such as %s for any free port.", address, anyPort)
	case errors.Is(err, syscall.EACCES):
		problem = AddressForbidden
		advice = fmt.Sprintf("the system doesn't let you listen on %s. Choose a port from 1024 up with -addr.", address)
	}
	return &AddressError{Address: short(address), Problem: problem, Advice: advice, Err: err}
}
