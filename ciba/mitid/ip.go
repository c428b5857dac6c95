package mitid

import (
	"net/netip"
	"strings"

	"ringback/ciba"
)

// ParseIP reads the IP address of the person, IPv4 or IPv6, and returns it in canonical form (RFC
// 5952). An IPv4 address mapped into IPv6 becomes the IPv4 address.
//
// It rejects zones, which only mean something on one machine, and addresses that no single machine
// can have: unspecified, multicast, broadcast. It accepts private and loopback addresses, because
// which address is right is agreed with the broker. The error is a [ciba.FieldError].
func ParseIP(typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if text == "" {
		return "", ciba.FieldError{Field: FieldIP, Problem: ciba.ProblemEmpty}
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return "", ciba.FieldError{Field: FieldIP, Problem: ciba.ProblemMalformed}
	}
	if addr.Zone() != "" {
		return "", ciba.FieldError{Field: FieldIP, Problem: ciba.ProblemZone}
	}
	addr = addr.Unmap()
	if addr.IsUnspecified() || addr.IsMulticast() || addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return "", ciba.FieldError{Field: FieldIP, Problem: ciba.ProblemNobody}
	}
	return addr.String(), nil
}
