//go:build realparts && linux

package ui_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"ringback/ciba/simulator"
)

// soaked is what the program holds when it has nothing to do.
type soaked struct {
	resident, live                   int // kilobytes: of the process; of Go's heap in use
	descriptors, threads, goroutines int
	began                            map[string]int
}

// allowed is how much more memory the last tenth may need, in kilobytes.
const allowed = 3 * 1024

// warmUp is how many verifications it takes until everything has been used: each tab has been open
// and each letter drawn. The last tenth is compared with the second one, in a short run with a
// later one.
const warmUp = 40

// TestSoak verifies one person after the other through the window, and compares what the program
// holds at the end with what it held once everything had been used. It takes some five seconds for
// each person; "make soak" runs it:
// go test -tags realparts ./ui -run TestSoak -timeout 0 -v -args -- -soak 1000
func TestSoak(t *testing.T) {
	set := flag.NewFlagSet("soak", flag.ContinueOnError)
	count := set.Int("soak", 0, "how many verifications")
	_ = set.Parse(flag.Args())
	if *count == 0 {
		t.Skip("no number of verifications: run make soak")
	}
	if *count < 60 {
		t.Fatal("what is compared needs 60 verifications or more")
	}
	s := newScreen(t, 1440, 900)
	s.keyring()
	people := somePeople(*count)
	s.brokerFor(people)
	p := s.open("-environment", "own")
	p.setUp()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	look := openInsight(t, path, p.command.Process.Pid)

	t.Logf("%14s %12s %12s %12s %8s %11s", "verifications", "resident", "Go's heap", "descriptors", "threads", "goroutines")
	var tenths [][]soaked
	for done, part := 0, 1; part <= 10; part++ {
		var held []soaked
		first := done + 1
		for ; done < *count*part/10; done++ {
			p.verifyOnce(people[done], done)
			held = append(held, p.holds(look))
		}
		tenths = append(tenths, held)
		m := middles(held)
		t.Logf("%14s %9.1f MB %9.1f MB %12d %8d %11d", fmt.Sprintf("%d–%d", first, done), float64(m.resident)/1024,
			float64(m.live)/1024, m.descriptors, m.threads, m.goroutines)
	}
	compare(t, tenths[max(1, warmUp*10 / *count)], tenths[9])
	if status := p.shut(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// compare fails if the last tenth holds more than the second one.
func compare(t *testing.T, early, last []soaked) {
	t.Helper()
	before, after := middles(early), middles(last)
	t.Logf("the last tenth needs %+.1f MB more than when everything had been used once", float64(after.resident-before.resident)/1024)
	if after.resident > before.resident+allowed {
		t.Errorf("resident memory grew from %d to %d kB", before.resident, after.resident)
	}
	if after.descriptors > before.descriptors {
		t.Errorf("descriptors grew from %d to %d", before.descriptors, after.descriptors)
	}
	if after.goroutines > before.goroutines {
		t.Errorf("goroutines grew from %d to %d", before.goroutines, after.goroutines)
		was, is := early[len(early)-1].began, last[len(last)-1].began
		for _, name := range slices.Sorted(maps.Keys(is)) {
			if is[name] != was[name] {
				t.Logf("%d instead of %d began with %s", is[name], was[name], name)
			}
		}
	}
}

// middles returns the median of each figure.
func middles(all []soaked) soaked {
	middle := func(of func(soaked) int) int {
		figures := make([]int, len(all))
		for i, one := range all {
			figures[i] = of(one)
		}
		slices.Sort(figures)
		return figures[len(figures)/2]
	}
	return soaked{
		resident: middle(func(s soaked) int { return s.resident }), live: middle(func(s soaked) int { return s.live }),
		descriptors: middle(func(s soaked) int { return s.descriptors }), threads: middle(func(s soaked) int { return s.threads }),
		goroutines: middle(func(s soaked) int { return s.goroutines }),
	}
}

// holds measures the program.
func (p *program) holds(look insight) soaked {
	p.t.Helper()
	process := filepath.Join("/proc", strconv.Itoa(p.command.Process.Pid))
	status, err := os.ReadFile(filepath.Join(process, "status"))
	if err != nil {
		p.t.Fatal(err)
	}
	descriptors, err := os.ReadDir(filepath.Join(process, "fd"))
	if err != nil {
		p.t.Fatal(err)
	}
	began := look.goroutines()
	return soaked{
		resident: statusNumber(status, "VmRSS:"), live: int(look.liveHeap() / 1024),
		descriptors: len(descriptors), threads: statusNumber(status, "Threads:"), goroutines: total(began), began: began,
	}
}

// statusNumber reads a number of the status of a process.
func statusNumber(status []byte, name string) int {
	_, rest, _ := bytes.Cut(status, []byte("\n"+name))
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	number, _ := strconv.Atoi(string(fields[0]))
	return number
}

// verifyOnce fills in a person, starts, waits for the outcome, reads it with another tab each time,
// and presses Done.
func (p *program) verifyOnce(person simulator.Person, nth int) {
	p.t.Helper()
	p.copy(person.UUID)
	until(p.t, "the start", func() bool {
		// whatever is in the field is replaced: on a busy machine a key may have been lost
		p.key("ctrl+a", "ctrl+v", "ctrl+Return")
		return within(p.t, 3*time.Second, func() bool { return p.title() != "Ringback" })
	})
	p.reaches("Verified")
	p.key(fmt.Sprintf("ctrl+%d", 1+nth%5))
	until(p.t, "Done", func() bool {
		p.key("ctrl+Return")
		return within(p.t, time.Second, func() bool { return p.title() == "Ringback" })
	})
}

// brokerFor starts a broker that knows some people and makes it the environment "own" of this home.
func (s *screen) brokerFor(people []simulator.Person) {
	s.t.Helper()
	broker, err := simulator.Start(s.t.Context(), simulator.Options{
		Interval: time.Second, AnswerAfter: time.Second, Scenario: simulator.Approve, People: people,
		Clients: []simulator.Client{{ID: ownClient, Secret: ownSecret, Organisation: "Sønderby", Scopes: []string{"openid", "mitid"}}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = broker.Close() })
	s.write("environments.toml", ownEnvironment(broker.Issuer()))
}

// somePeople returns people whose names, identities and days of birth all differ, as they do over a
// day at a desk: whatever is kept for each text is then kept for each person.
func somePeople(count int) []simulator.Person {
	first := []string{"Åse", "Bjørn", "Cæcilie", "Ditlev", "Ellen", "Frode", "Grethe", "Håkon", "Inga", "Jørgen"}
	middle := []string{"Agger", "Bæk", "Dam", "Eg", "Fjord", "Gram", "Hede", "Kær", "Lund", "Mose"}
	last := []string{"Abel", "Brandt", "Carlsen", "Dahl", "Ebbesen", "Friis", "Gade", "Holst", "Iversen", "Juhl"}
	people := make([]simulator.Person, count)
	for i := range people {
		people[i] = simulator.Person{
			UUID:        uuid.NewSHA1(uuid.NameSpaceOID, []byte(strconv.Itoa(i))).String(),
			Name:        fmt.Sprintf("%s %s %s %d", first[i%10], middle[i/10%10], last[i/100%10], i),
			DateOfBirth: time.Date(1930, 1, 1+20*(i%1000), 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
		}
	}
	return people
}
