package ciba_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/ciba/simulator"
)

// brokerProcess is the argument with which the program of these tests is the broker of a benchmark.
const brokerProcess = "broker-of-the-benchmark"

// What that broker does with a connection after an answer.
const (
	closesConnections = "closed" // as MitID's does, after each pending answer
	keepsConnections  = "kept"
)

// TestMain runs the tests, or the broker of a benchmark.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == brokerProcess {
		serveBenchmark(os.Args[2] == keepsConnections)
		return
	}
	os.Exit(m.Run())
}

// serveBenchmark is a broker on whose phones nobody answers, until standard input ends. MitID's
// closes the connection after each pending answer; with kept, this one doesn't.
func serveBenchmark(kept bool) {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	broker := must(simulator.New(simulator.Options{
		BaseURL: "http://" + listener.Addr().String(), Scenario: simulator.Ignore, Interval: benchmarkInterval, ExpiresIn: benchmarkLife,
	}))
	handler := broker.Handler()
	if kept {
		handler = keepOpen(handler)
	}
	// On a busy machine the client keeps some connections that it opened and hasn't used yet. With
	// a short patience, the broker closes them while requests are on their way.
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 2 * benchmarkLife}
	go func() { _ = server.Serve(listener) }()
	fmt.Println(broker.Issuer())
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = server.Close()
	_ = broker.Close()
}

// keepOpen takes away that an answer is the last one of its connection.
func keepOpen(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(openConnection{w}, r) })
}

type openConnection struct{ http.ResponseWriter }

func (c openConnection) WriteHeader(status int) {
	c.Header().Del("Connection")
	c.ResponseWriter.WriteHeader(status)
}

// brokerElsewhere runs the broker in a process of its own and returns its issuer. stop ends it and
// returns the CPU time that it took.
func brokerElsewhere(b *testing.B, connections string) (issuer string, stop func() time.Duration) {
	b.Helper()
	process := exec.Command(must(os.Executable()), brokerProcess, connections)
	process.Stderr = os.Stderr
	input, output := must(process.StdinPipe()), must(process.StdoutPipe())
	if err := process.Start(); err != nil {
		b.Fatal(err)
	}
	stop = sync.OnceValue(func() time.Duration {
		_ = input.Close()
		_ = process.Wait()
		return process.ProcessState.UserTime() + process.ProcessState.SystemTime()
	})
	b.Cleanup(func() { stop() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		b.Fatal("the broker says no issuer: ", err)
	}
	return strings.TrimSpace(line), stop
}

const (
	benchmarkInterval = 5 * time.Second
	// benchmarkLife allows five polls before the last one.
	benchmarkLife = 30 * time.Second
)

// BenchmarkTenThousandAtOnce measures ten thousand verifications of one client that are started
// evenly over one interval, with a broker in another process: how late their polls are, and what
// memory each of them takes between two polls. Those that are just being polled count as well.
func BenchmarkTenThousandAtOnce(b *testing.B) {
	for _, connections := range []string{closesConnections, keepsConnections} {
		b.Run("connections="+connections, func(b *testing.B) {
			for b.Loop() {
				tenThousand(b, connections)
			}
		})
	}
}

func tenThousand(b *testing.B, connections string) {
	b.Helper()
	const many = 10_000
	issuer, stop := brokerElsewhere(b, connections)
	client := must(ciba.NewClient(
		ciba.Config{Issuer: issuer, ClientID: simulator.PublishedClientID, Scope: "openid mitid"},
		ciba.Options{Secret: simulator.PublishedClientSecret, SecretIsPublic: true, Suspended: ciba.Suspended},
	))
	if _, err := client.Discover(b.Context()); err != nil {
		b.Fatal(err)
	}
	before, begun := memoryNow(), ownCPU()
	var during memory
	sample := time.AfterFunc(2*benchmarkInterval+benchmarkInterval/2, func() {
		client.ForgetConnections()
		during = memoryNow()
	})
	polls, lost := spread(b, client, many)
	sample.Stop()
	own, theirs := ownCPU()-begun, stop()
	perPoll := func(spent time.Duration) float64 { return float64(spent.Microseconds()) / float64(len(polls)) }
	late := func(share int) float64 { return float64(polls[(len(polls)-1)*share/100].Microseconds()) / 1000 }
	b.ReportMetric(late(50), "ms-late-median")
	b.ReportMetric(late(99), "ms-late-p99")
	b.ReportMetric(late(100), "ms-late-max")
	b.ReportMetric(float64(during.live-before.live)/many/1000, "kB/verification")
	b.ReportMetric(float64(during.held-before.held)/many/1000, "kB-held/verification")
	b.ReportMetric(perPoll(own), "own-µs/poll")
	b.ReportMetric(perPoll(theirs), "broker-µs/poll")
	b.ReportMetric(float64(len(polls)), "polls")
	b.ReportMetric(float64(len(lost)), "lost")
	for _, how := range lost {
		b.Log(how) // the machine is too busy
	}
}

// spread runs verifications that start evenly over one interval, until they expire. It returns how
// late their polls were, in order, and how the verifications ended that were lost.
func spread(b *testing.B, client *ciba.Client, many int) (late []time.Duration, lost []string) {
	b.Helper()
	var (
		mu sync.Mutex
		wg sync.WaitGroup
	)
	begun := time.Now()
	for i := range many {
		time.Sleep(time.Until(begun.Add(benchmarkInterval * time.Duration(i) / time.Duration(many))))
		wg.Go(func() {
			var due time.Time
			var own []time.Duration
			request := testRequest()
			params := ciba.Params{
				Form: must(request.Form("openid mitid", mitid.HintJSON)), Further: mitid.Checks(request, mitid.Options{}),
				Observe: func(e ciba.Event) {
					if e.Kind == ciba.EventPolling {
						own = append(own, e.At.Sub(due))
					}
					due = e.NextPoll
				},
			}
			result := client.NewVerification(params).Run(b.Context())
			mu.Lock()
			defer mu.Unlock()
			late = append(late, own...)
			if result.Outcome != ciba.Expired {
				lost = append(lost, fmt.Sprint(result.Outcome, " ", result.Reason, " ", result.Lost))
			}
		})
	}
	wg.Wait()
	slices.Sort(late)
	return late, lost
}

// memory is what the program uses, in bytes.
type memory struct {
	live uint64 // by what is reachable: heap and stacks
	held uint64 // from the system
}

func memoryNow() memory {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return memory{m.HeapAlloc + m.StackInuse, m.Sys - m.HeapReleased}
}
