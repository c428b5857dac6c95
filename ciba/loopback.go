package ciba

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// IsLoopback reports whether a host, without its port, is this machine and nothing else: an address
// of 127.0.0.0/8, also as IPv6 has it, ::1, or localhost, in any letter case and with the dot of a
// whole name. Only there is http allowed, and no proxy is asked on the way there. Whoever needs to
// know asks here.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Zone() == "" && address.Unmap().IsLoopback()
}

// MayBeLoopback reports whether a system could take a host for this machine, though IsLoopback
// doesn't trust it to: names below localhost (RFC 6761 §6.3) and those of common host files,
// addresses with a zone, the unspecified address, and the old spellings of numbers, such as 127.1
// or 0x7f000001. No endpoint of a remote issuer may be there.
func MayBeLoopback(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if address, err := netip.ParseAddr(name); err == nil {
		address = address.Unmap().WithZone("")
		return address.IsLoopback() || address.IsUnspecified()
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	return last == "localhost" || isNumber(last) ||
		slices.Contains([]string{"localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback"}, name)
}

// isNumber reports whether the last label of a name makes it an address to some systems: no domain
// of the DNS ends in a number.
func isNumber(label string) bool {
	digits := "0123456789"
	if rest, ok := strings.CutPrefix(label, "0x"); ok {
		label, digits = "0"+rest, "0123456789abcdef"
	}
	return label != "" && strings.Trim(label, digits) == ""
}

// onLoopback reports whether a URL may name this machine.
func onLoopback(text string) bool {
	u, err := url.Parse(text)
	return err == nil && MayBeLoopback(u.Hostname())
}
