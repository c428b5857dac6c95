package ciba

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// IsLoopback reports whether a host, without its port, is this machine and nothing else: an address
// of 127.0.0.0/8, also in its IPv6 form, ::1, or localhost, in any letter case and with a trailing
// dot. Only such hosts may be reached over http, and they are never reached through a proxy. Every
// decision of that kind uses this function.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Zone() == "" && address.Unmap().IsLoopback()
}

// MayBeLoopback reports whether some system could take a host for this machine, though IsLoopback
// doesn't: names below localhost (RFC 6761 §6.3) and those in common hosts files, addresses with a
// zone, the unspecified address, and old spellings of numbers, such as 127.1 or 0x7f000001. No
// endpoint of a remote issuer may be there.
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

// isNumber reports whether some systems take a name for an address because its last label is a
// number: no DNS domain ends in one.
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
