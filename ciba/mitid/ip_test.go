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
		{"IPv4", "192.0.2.7", "192.0.2.7", ""},
		{"blanks around", " 192.0.2.7\n", "192.0.2.7", ""},
		{"IPv6", "2001:db8::1", "2001:db8::1", ""},
		{"IPv6 made canonical", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1", ""},
		{"IPv4 in IPv6", "::ffff:192.0.2.7", "192.0.2.7", ""},
		{"private", "10.0.0.1", "10.0.0.1", ""},
		{"loopback", "::1", "::1", ""},
		{"nothing", " ", "", ciba.ProblemEmpty},
		{"three parts", "192.0.2", "", ciba.ProblemMalformed},
		{"leading zero", "192.0.02.7", "", ciba.ProblemMalformed},
		{"number too great", "192.0.2.256", "", ciba.ProblemMalformed},
		{"with a port", "192.0.2.7:80", "", ciba.ProblemMalformed},
		{"with a prefix", "192.0.2.0/24", "", ciba.ProblemMalformed},
		{"in brackets", "[2001:db8::1]", "", ciba.ProblemMalformed},
		{"a host name", "localhost", "", ciba.ProblemMalformed},
		{"other digits", "１92.0.2.7", "", ciba.ProblemMalformed},
		{"zone", "fe80::1%eth0", "", ciba.ProblemZone},
		{"unspecified", "0.0.0.0", "", ciba.ProblemNobody},
		{"unspecified IPv6", "::", "", ciba.ProblemNobody},
		{"unspecified IPv4 in IPv6", "::ffff:0.0.0.0", "", ciba.ProblemNobody},
		{"multicast", "224.0.0.1", "", ciba.ProblemNobody},
		{"multicast IPv6", "ff02::1", "", ciba.ProblemNobody},
		{"broadcast", "255.255.255.255", "", ciba.ProblemNobody},
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
