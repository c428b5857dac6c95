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

// DefaultAddress is where StartAt listens unless it is told otherwise: always the same, so that a
// client that was set up once finds its broker again.
const DefaultAddress = "127.0.0.1:8465"

// What a refused address is answered with: a port of one's own choice on this machine, or any free
// one.
const (
	loopback = "127.0.0.1"
	anyPort  = loopback + ":0"
)

// AddressError says why the simulator can't be had at an address. It wraps the system's error, so
// that errors.Is(err, syscall.EADDRINUSE) tells a port that is in use (on Windows:
// syscall.Errno(10048)).
type AddressError struct {
	Address string         // at most 60 letters of it
	Problem AddressProblem // for whoever says it in another language
	// where it can be had: the same port on this machine, or one that the system picks
	Instead string
	Advice  string // what is wrong and what to do, as a sentence or two
	Err     error  // the system's, or ErrAddress
}

// AddressProblem names what is wrong with an address.
type AddressProblem string

// The problems of addresses.
const (
	AddressMalformed AddressProblem = "malformed" // no host and port
	AddressPublic    AddressProblem = "public"    // other machines could reach it
	AddressInUse     AddressProblem = "in_use"    // another program listens there
	AddressForbidden AddressProblem = "forbidden" // the system doesn't let this user listen there
	AddressUnusable  AddressProblem = "unusable"  // anything else
)

// ErrAddress says that an address isn't one for a simulator.
var ErrAddress = errors.New("no address for a simulator")

func (e *AddressError) Error() string { return "simulator: " + e.Advice }

func (e *AddressError) Unwrap() error { return e.Err }

// StartAt is Start for a simulator that stands by itself: it listens on the given host and port
// (empty: DefaultAddress; port 0: one that the system picks) and serves the page of the phones.
// BaseURL follows from the address. The error is an *AddressError where the address is to blame.
//
// Only loopback addresses are served. The endpoints take a published secret, anybody could approve
// who sees the traffic, and the page looks like an approval: none of that belongs on a network.
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
// 127.0.0.0/8, also as IPv6 has it, ::1, or localhost, in any letter case and with the dot of a
// whole name.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && ip.Unmap().IsLoopback()
}

// insteadOf is where the simulator can be had for somebody who asked for a port in public: the same
// port on this machine, unless it is taken there; then one that the system picks.
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

// winsockInUse is what Windows says of a port in use (WSAEADDRINUSE); Go's EADDRINUSE is another
// number there.
const winsockInUse = syscall.Errno(10048)

// short is what is repeated of an address.
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
