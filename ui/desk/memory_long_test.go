//go:build long

package desk

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
	"weak"

	"github.com/google/uuid"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
	"ringback/ui/remains"
)

// TestNothingIsRememberedAfterDone: after Done, no token, auth_req_id, name or UUID of a whole
// verification is reachable, whether the person was asked for by UUID or by CPR number: neither the
// desk's values (found by weak pointers) nor copies of them (found in the heap). Copies of a CPR
// number can't be looked for: Go keeps texts as short as that together in one block, and the block
// for as long as one of them is in use.
func TestNothingIsRememberedAfterDone(t *testing.T) {
	all := []string{"UUID", "auth_req_id", "id_token", "access_token", "name"}
	for _, c := range []struct {
		scenario simulator.Scenario
		byCPR    bool
		before   []string
	}{
		{scenario: simulator.Approve, before: all},
		{scenario: simulator.OtherPerson, before: []string{"UUID", "auth_req_id", "id_token", "access_token", "name of the other", "UUID of the other"}},
		{scenario: simulator.OtherText, before: all},
		{scenario: simulator.Refuse, before: []string{"UUID", "auth_req_id"}},
		{scenario: simulator.Ignore, before: []string{"UUID", "auth_req_id"}},
		{scenario: simulator.Approve, byCPR: true, before: []string{"auth_req_id", "id_token", "access_token", "name"}},
		{scenario: simulator.CPROther, byCPR: true, before: []string{"auth_req_id"}},
		{scenario: simulator.Ignore, byCPR: true, before: []string{"auth_req_id"}},
	} {
		before := c.before
		t.Run(fmt.Sprintf("%s %t", c.scenario, c.byCPR), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &remembered{}
				b := r.outcome(t, c.scenario, c.byCPR)
				if found := r.inHeap(t); !holdsAll(found, before) {
					t.Fatalf("before Done only this is found: %v", found)
				}
				if gone := r.gone(); len(gone) > 0 {
					t.Fatalf("before Done these are gone: %v", gone)
				}
				b.pass(doneDelay)
				b.Done()
				b.untilState(Idle)
				b.pass(time.Second)
				// A buffer in use can cover old data that wasn't wiped. That data changes between
				// dumps, unlike data that is held.
				found := r.inHeap(t)
				for try := 0; try < 4 && len(found) > 0; try++ {
					b.pass(10 * time.Second)
					found = r.inHeap(t)
				}
				if len(found) > 0 {
					t.Errorf("after Done there is still %v", found)
				}
				for name, alive := range r.weak {
					if alive() {
						t.Errorf("after Done this can still be reached: %s", name)
					}
				}
				if b.View().Secret.Source != "keyring" {
					t.Error("the saved secret may stay: the environment is in use")
				}
			})
		})
	}
}

func holdsAll(found map[string]int, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return found[name] == 0 })
}

// remembered are the marks of a verification.
type remembered struct {
	texts remains.Texts
	weak  map[string]func() bool // whether what a weak pointer stands for is alive
}

// inHeap returns the marks that are still reachable.
func (r *remembered) inHeap(t *testing.T) map[string]int {
	t.Helper()
	found, err := r.texts.InHeap(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// gone returns the names of values that nothing points to.
func (r *remembered) gone() (names []string) {
	for name, alive := range r.weak {
		if !alive() {
			names = append(names, name)
		}
	}
	return names
}

// watch records where a value is, without holding it.
func watch[T any](r *remembered, name string, p *T) {
	at := weak.Make(p)
	if r.weak == nil {
		r.weak = make(map[string]func() bool)
	}
	r.weak[name] = func() bool { return at.Value() != nil }
}

func (r *remembered) watchText(name, text string) { watch(r, name, unsafe.StringData(text)) }

// watched is a journal that records where the desk keeps what it passes to it.
type watched struct {
	*lasting
	r *remembered
}

func (w watched) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	w.r.watchText("auth_req_id", resumption.AuthReqID.Reveal())
	return w.lasting.Acknowledge(ctx, id, resumption, request)
}

func (w watched) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	for _, one := range tokens {
		w.r.watchText("ID token", one.IDToken.Reveal())
		w.r.watchText("access token", one.AccessToken.Reveal())
	}
	return w.lasting.Receive(ctx, id, at, marks, tokens...)
}

// outcome returns a desk that shows an outcome with everything opened. The broker is gone by then,
// since it remembers everything.
func (r *remembered) outcome(t *testing.T, scenario simulator.Scenario, byCPR bool) *bench {
	t.Helper()
	// The day of birth has 60 added to it.
	number := fmt.Sprintf("620150%04d", mathrand.IntN(4000))
	person := simulator.Person{UUID: uuid.NewString(), Name: rand.Text() + " " + rand.Text(), DateOfBirth: "1950-01-02", CPR: number}
	other := simulator.Person{UUID: uuid.NewString(), Name: rand.Text() + " " + rand.Text(), DateOfBirth: "1960-01-02"}
	r.texts.Note("UUID", person.UUID)
	r.texts.Note("UUID without hyphens", strings.ReplaceAll(person.UUID, "-", ""))
	r.texts.Note("name", person.Name)
	r.texts.Note("UUID of the other", other.UUID)
	r.texts.Note("name of the other", other.Name)
	b := newBench(t, plan{
		broker: simulator.Options{Scenario: scenario, People: []simulator.Person{person, other}},
		options: func(o *Options) {
			takingCPR(o)
			j := watched{&lasting{journal.NewMemory()}, r}
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
			o.Changed = nil // it would keep views
		},
	})
	var token string
	b.onRequest(func(w http.ResponseWriter, q *http.Request) bool {
		recorder := httptest.NewRecorder()
		b.broker.Handler().ServeHTTP(recorder, q)
		var answer map[string]any
		_ = json.Unmarshal(recorder.Body.Bytes(), &answer)
		for _, member := range []string{"auth_req_id", "id_token", "access_token"} {
			if text, ok := answer[member].(string); ok {
				r.texts.Note(member, text)
				token = text
			}
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
		return true
	})
	asked := person.UUID
	if byCPR {
		asked = number
	}
	if scenario == simulator.Ignore {
		b.begin(asked, Waiting)
		b.pass(4 * time.Second)
		b.Cancel()
		b.untilState(Ended)
	} else {
		request := Request{Person: asked}
		if byCPR {
			request = Request{CPR: asked}
		}
		b.Offer(Offer{Request: request, Kind: FromProgram, Follow: func(Followed) {}})
		b.pass(offerRest)
		b.Start()
		b.untilState(Ended)
	}
	b.lookAtAll(token)
	r.watchView(b)
	b.forgetBroker()
	return b
}

// lookAtAll reveals each masked value, and decodes a token.
func (b *bench) lookAtAll(token string) {
	for _, e := range b.View().Network {
		for _, m := range e.Masked {
			b.Reveal(e.Seq, m.Value)
			b.pass(0)
		}
	}
	b.OpenDecoder()
	b.Decode(token)
	b.pass(time.Second)
	b.CloseDecoder()
	b.OpenJournal()
	b.pass(time.Second)
}

// watchView records where the desk keeps what it shows.
func (r *remembered) watchView(b *bench) {
	v := b.View()
	watch(r, "the outcome", v.Outcome)
	r.watchText("the person as sent", v.Outcome.Person)
	if v.Claims != nil {
		watch(r, "the claims", v.Claims)
	}
	if v.Outcome.Name != "" {
		r.watchText("the name", v.Outcome.Name)
	}
	watch(r, "the network", &v.Network[0])
	watch(r, "the course", &v.Course[0])
	watch(r, "the sequence", &v.Sequence[0])
	b.post(func(s *state) {
		watch(r, "the run", s.run)
		watch(r, "the verification", s.run.verification)
		watch(r, "the recorder", s.run.recorder)
		if s.handed != nil {
			watch(r, "the request as handed over", s.handed)
		}
	})
	b.pass(0)
}

// forgetBroker discards the broker that served the desk.
func (b *bench) forgetBroker() {
	_ = b.broker.Close()
	keys, _ := brokerKeys()
	b.broker, _ = simulator.New(simulator.Options{BaseURL: brokerAt, Keys: keys})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hook, b.requests, b.views = nil, nil, nil
}
