package mitid

import (
	"net/netip"
	"testing"

	"ringback/ciba"
)

func TestParseIP(t *testing.T) {
	for _, test := range []struct {
		name, typed, want, problem string
	}{
		{name: "IPv4", typed: "192.0.2.7", want: "192.0.2.7"},
		{name: "blanks around", typed: " 192.0.2.7\n", want: "192.0.2.7"},
		{name: "IPv6", typed: "2001:db8::1", want: "2001:db8::1"},
		{name: "IPv6 made canonical", typed: "2001:0DB8:0:0:0:0:0:1", want: "2001:db8::1"},
		{name: "IPv4 in IPv6", typed: "::ffff:192.0.2.7", want: "192.0.2.7"},
		{name: "private", typed: "10.0.0.1", want: "10.0.0.1"},
		{name: "loopback", typed: "::1", want: "::1"},
		{name: "nothing", typed: " ", problem: ciba.ProblemEmpty},
		{name: "three parts", typed: "192.0.2", problem: ciba.ProblemMalformed},
		{name: "leading zero", typed: "192.0.02.7", problem: ciba.ProblemMalformed},
		{name: "number too great", typed: "192.0.2.256", problem: ciba.ProblemMalformed},
		{name: "with a port", typed: "192.0.2.7:80", problem: ciba.ProblemMalformed},
		{name: "with a prefix", typed: "192.0.2.0/24", problem: ciba.ProblemMalformed},
		{name: "in brackets", typed: "[2001:db8::1]", problem: ciba.ProblemMalformed},
		{name: "a host name", typed: "localhost", problem: ciba.ProblemMalformed},
		{name: "other digits", typed: "１92.0.2.7", problem: ciba.ProblemMalformed},
		{name: "zone", typed: "fe80::1%eth0", problem: ciba.ProblemZone},
		{name: "unspecified", typed: "0.0.0.0", problem: ciba.ProblemNobody},
		{name: "unspecified IPv6", typed: "::", problem: ciba.ProblemNobody},
		{name: "unspecified IPv4 in IPv6", typed: "::ffff:0.0.0.0", problem: ciba.ProblemNobody},
		{name: "multicast", typed: "224.0.0.1", problem: ciba.ProblemNobody},
		{name: "multicast IPv6", typed: "ff02::1", problem: ciba.ProblemNobody},
		{name: "broadcast", typed: "255.255.255.255", problem: ciba.ProblemNobody},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseIP(test.typed)
			wantProblem(t, err, FieldIP, test.problem)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzParseIP(f *testing.F) {
	for _, seed := range []string{"1.1.1.1", "2001:DB8::1", "::ffff:1.2.3.4", "fe80::1%eth0", "::ffff:1.2.3.4%x", "0.0.0.0", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := ParseIP(typed)
		if err != nil {
			if len(ciba.FieldErrors(err)) != 1 || got != "" {
				t.Fatalf("got %q, %v", got, err)
			}
			return
		}
		addr, err := netip.ParseAddr(got)
		if err != nil || addr.String() != got || addr.Zone() != "" || addr.Is4In6() || addr.IsUnspecified() || addr.IsMulticast() {
			t.Fatalf("%q is not a canonical address of one machine: %v", got, err)
		}
	})
}
