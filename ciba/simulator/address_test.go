package simulator

import (
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

func TestWrongAddresses(t *testing.T) {
	for address, want := range map[string]struct {
		problem AddressProblem
		part    string
	}{
		"8465":             {AddressMalformed, "no host and port"},
		":8465":            {AddressMalformed, "no host and port"},
		"127.0.0.1":        {AddressMalformed, "no host and port"},
		"127.0.0.1:":       {AddressMalformed, "no host and port"},
		"127.0.0.1:http":   {AddressMalformed, "no host and port"},
		"0.0.0.0:8465":     {AddressPublic, "on this machine only"},
		"[::]:8465":        {AddressPublic, "on this machine only"},
		"192.0.2.7:8465":   {AddressPublic, "on this machine only"},
		"example.com:8465": {AddressPublic, "on this machine only"},
		"127.0.0.1:99999":  {AddressUnusable, "can't listen on"},
	} {
		s, err := StartAt(t.Context(), address, Options{})
		if err == nil {
			s.Close()
			t.Errorf("%s: accepted", address)
			continue
		}
		var wrong *AddressError
		if !errors.As(err, &wrong) || wrong.Address != address || wrong.Problem != want.problem || !strings.Contains(err.Error(), want.part) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestPublicAddressInstead: for a public address, the error suggests the same port on this machine,
// and never one that is taken.
func TestPublicAddressInstead(t *testing.T) {
	taken, err := StartAt(t.Context(), "127.0.0.1:0", Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(taken.Issuer(), "http://"), "/op"), ":")
	instead := func() string {
		_, err := StartAt(t.Context(), "0.0.0.0:"+port, Options{})
		var wrong *AddressError
		if !errors.As(err, &wrong) || wrong.Problem != AddressPublic || !strings.HasSuffix(wrong.Advice, "use "+wrong.Instead+".") {
			t.Fatalf("%v", err)
		}
		return wrong.Instead
	}
	if got := instead(); got != "127.0.0.1:0" {
		t.Errorf("while the port is in use: use %s", got)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	if got := instead(); got != "127.0.0.1:"+port {
		t.Errorf("while the port is free: use %s", got)
	}
}

func TestPortInUse(t *testing.T) {
	first, err := StartAt(t.Context(), "127.0.0.1:0", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	address := strings.TrimSuffix(strings.TrimPrefix(first.Issuer(), "http://"), "/op")
	second, err := StartAt(t.Context(), address, Options{})
	if err == nil {
		second.Close()
		t.Fatal("two simulators listen on one port")
	}
	var wrong *AddressError
	if !errors.As(err, &wrong) || wrong.Problem != AddressInUse || !errors.Is(err, syscall.EADDRINUSE) && !errors.Is(err, winsockInUse) || !strings.Contains(err.Error(), address+" is in use") || !strings.Contains(err.Error(), "-addr") {
		t.Errorf("%v", err)
	}
}

func TestStartAtServesThePage(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "localhost:0"} {
		s, err := StartAt(t.Context(), address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		page, _, _ := strings.Cut(s.PhoneURL(), "#")
		response, err := http.Get(page)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK || !strings.HasPrefix(page, "http://"+strings.TrimSuffix(address, "0")) {
			t.Errorf("%s: %d", page, response.StatusCode)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestStartAtRefusesWrongOptions(t *testing.T) {
	if _, err := StartAt(t.Context(), "127.0.0.1:0", Options{Scenario: "nonsense"}); err == nil {
		t.Error("accepted")
	}
}
