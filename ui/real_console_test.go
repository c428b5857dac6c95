//go:build realparts && linux

package ui_test

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"ringback/ciba/simulator"
)

// verify runs a verification on the console in the own environment, with its secret in the
// environment variable.
func (s *screen) verify(arguments ...string) *program {
	s.env = append(s.env, "RINGBACK_CLIENT_SECRET="+ownSecret)
	return s.start(append([]string{"verify", "-environment", "own", "-uuid", simulator.DocumentedPerson}, arguments...)...)
}

// TestRealConsoleInterrupted ends the process from outside: with Ctrl-C, with the session, with its
// terminal.
func TestRealConsoleInterrupted(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			heard(t, signal)
			s := newHome(t)
			b := s.broker(simulator.Ignore)
			p := s.verify()
			b.asked()
			if err := p.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			p.refuses(13, "Cancelled", "The broker confirmed it.")
			b.became(simulator.StateCancelled)
			s.leavesOnly(`^\.config/ringback/environments\.toml$`, `^\.local/share/ringback/journal`, leftLog)
			p.tellsNothing(ownSecret, "eyJ", "Mette")
		})
	}
}

func TestRealConsoleOutcomes(t *testing.T) {
	t.Parallel()
	for scenario, want := range map[simulator.Scenario]int{simulator.Approve: 0, simulator.OtherPerson: 10, simulator.Refuse: 11} {
		t.Run(string(scenario), func(t *testing.T) {
			s := newHome(t)
			s.broker(scenario)
			p := s.verify("-json")
			if status := p.status(); status != want {
				t.Errorf("exit status %d, want %d", status, want)
			}
			p.tellsNothing(ownSecret, "eyJ")
			if want != 0 {
				p.tellsNothing("Mette", "Åkjær")
			}
		})
	}
}

// TestRealUntrustedBroker meets brokers that nothing may be sent to.
func TestRealUntrustedBroker(t *testing.T) {
	t.Parallel()
	t.Run("a certificate that nobody trusts", func(t *testing.T) {
		var reached atomic.Int32
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		defer server.Close()
		s := newHome(t)
		s.write("environments.toml", ownEnvironment(server.URL+"/op"))
		p := s.verify()
		p.refuses(15, "Failed", "This machine doesn’t trust the certificate of "+strings.TrimPrefix(server.URL, "https://")+"; perhaps it is that of the network’s login page or a proxy. Nothing was sent.")
		if n := reached.Load(); n > 0 {
			t.Errorf("%d requests were sent", n)
		}
		p.tellsNothing(ownSecret)
	})
	t.Run("nobody listens", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := listener.Addr().String()
		_ = listener.Close()
		s := newHome(t)
		s.write("environments.toml", ownEnvironment("http://"+address+"/op"))
		p := s.verify()
		p.refuses(15, "Failed", "There is no connection to "+address+". Check the network. Nothing was sent.")
		p.tellsNothing(ownSecret)
	})
	t.Run("no such host", func(t *testing.T) {
		s := newHome(t)
		s.write("environments.toml", ownEnvironment("https://broker.invalid/op"))
		s.verify().refuses(15, "Failed", "Nothing was sent.")
	})
	t.Run("no keyring and no secret", func(t *testing.T) {
		s := newHome(t)
		s.broker(simulator.Approve)
		s.start("verify", "-environment", "own", "-uuid", simulator.DocumentedPerson).
			refuses(2, "The client secret is missing.", "This system has no keyring.")
	})
}

// TestRealSimulatorAddress asks for a simulator on addresses where none can listen.
func TestRealSimulatorAddress(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := newHome(t)
	at := taken.Addr().String()
	s.start("simulator", "-addr", at).refuses(2, at+" is in use by another program", "choose another address with -addr")
	s.env = append(s.env, "LANG=da_DK.UTF-8")
	s.start("simulator", "-addr", at).refuses(2, at+" er i brug af et andet program", "vælg en anden adresse med -addr")
	s.start("simulator", "-addr", "0.0.0.0:8465").refuses(2, "»0.0.0.0:8465« kan nås fra andre maskiner")
	s.start("simulator", "-addr", "8465").refuses(2, "»8465« er ikke en vært og en port. Skriv den som 127.0.0.1:8465.")
}
