package ciba_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// cprGround is what the oracle knows of a verification by CPR.
type cprGround struct {
	asked      bool // the person was asked by CPR
	before     int  // calls of the match before this verification
	yes, no    bool // the match said so
	unrecorded bool // that it would be asked can't be recorded
	resumed    bool // the number has to be given again
}

// withMatch gives a client the match.
func withMatch(c *ciba.Config, _ *ciba.Options) {
	c.MatchEndpoint = "http://127.0.0.1:8080" + matchEndpoint
}

// personByCPR decides whether the person is asked by CPR, and how the match is answered.
func (w *walk) personByCPR(p *scripted, g *ground) {
	g.cpr.before = len(p.seen(matchEndpoint))
	said := func(body string, said *bool) step {
		return func(p *scripted, c netConn, r *request) bool {
			*said = true // before the client reads it
			return says(200, body)(p, c, r)
		}
	}
	answers := []step{
		said(`{"cprNumberMatch":true}`, &g.cpr.yes), said(`{"cprNumberMatch":true}`, &g.cpr.yes), said(`{"cprNumberMatch":"true"}`, &g.cpr.yes),
		after(time.Duration(w.rng.IntN(20))*time.Second, said(`{"cprNumberMatch":true}`, &g.cpr.yes)),
		said(`{"cprNumberMatch":false}`, &g.cpr.no), said(`{"cprNumberMatch":"false"}`, &g.cpr.no),
		says(200, `{"cprNumberMatch":1}`), says(200, `{"cprNumberMatch":true,"cprNumberMatch":true}`), says(200, `{"cprNumberMatch":true,"errorMessage":"no"}`),
		says(400, `{"cprNumberMatch":true}`), says(400, `{"errorMessage":"Cpr Match exceeded."}`), status(401), status(403), status(404), status(503),
		html(200), raw(""), raw("HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"), hangs(), redirect(307, testIssuer+"/x"),
	}
	if g.cpr.asked = w.rng.IntN(3) == 0; g.cpr.asked {
		w.byCPR++
	}
	g.cpr.unrecorded = w.rng.IntN(8) == 0
	p.on(matchEndpoint, answers[w.rng.IntN(len(answers))])
}

// askByCPR makes a verification one by CPR. Its second one is that after a crash: without the
// number, which is given again some time later, or not.
func (w *walk) askByCPR(t *testing.T, g *ground, params *ciba.Params) {
	if !g.cpr.asked {
		return
	}
	r := requestByCPR(t).Canonical()
	number := r.CPR
	match := mitid.Match{
		Asking: func(context.Context) error {
			if g.cpr.unrecorded {
				return errors.New("the disk is full")
			}
			return nil
		},
		Number: func(ctx context.Context) (mitid.CPR, error) {
			if w.rng.IntN(4) == 0 {
				return mitid.CPR{}, errors.New("three wrong ones")
			}
			select {
			case <-time.After(time.Duration(w.rng.IntN(20)) * time.Minute):
				return number, nil
			case <-ctx.Done():
				return mitid.CPR{}, ctx.Err()
			}
		},
	}
	if g.cpr.resumed {
		r.CPR = mitid.CPR{}
	}
	g.cpr.resumed = true
	params.Further, params.Person = mitid.Checks(r, mitid.Options{}), match.Person(r)
}

// claimsByCPR draws what a token says of a number, and whether it may still be verified.
func (w *walk) claimsByCPR() (change func(*draft), good bool) {
	all := []struct {
		change func(*draft)
		good   bool
	}{
		{claim("mitid.date_of_birth", testBorn), true}, {claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"), true},
		{claim("mitid.has_cpr", "true"), true}, {claim("mitid.has_cpr", "false"), false},
		{claim("mitid.date_of_birth", "1936-04-09"), false}, {claim("mitid.date_of_birth", 1), false},
		{claim("dk.cpr", "0804360469"), false}, {claim("dk.cpr", 1), false},
	}
	one := all[w.rng.IntN(len(all))]
	return one.change, one.good
}

// holdsByCPR checks the invariants of a verification by CPR, and that no other one asks.
func (w *walk) holdsByCPR(t *testing.T, p *scripted, g *ground, s story) {
	asked := len(p.seen(matchEndpoint)) - g.cpr.before
	w.matched += asked
	switch {
	case asked > 1, asked > 0 && !g.cpr.asked:
		t.Errorf("asked for %d matches, by CPR: %t", asked, g.cpr.asked)
	case asked > 0 && g.cpr.unrecorded:
		t.Error("asked, and that wasn't recorded")
	case asked > 0 && g.look != ciba.LookedNew && g.look != ciba.LookedNewThisRun && g.look != ciba.LookedNewThisDesk:
		t.Errorf("asked, and the journal said %s", g.look)
	case asked > 0 && (len(g.received) != 1 || !g.good[g.received[0]]):
		t.Error("asked about a token that isn't good")
	}
	if !g.cpr.asked {
		if s.Reason == ciba.ReasonNotMatched {
			t.Error("by UUID, and it isn't known who approved")
		}
		return
	}
	if s.Outcome == ciba.Verified && (asked != 1 || !g.cpr.yes) {
		t.Errorf("verified, asked for %d matches, which said yes: %t", asked, g.cpr.yes)
	}
	if s.Reason == ciba.ReasonNotMatched && s.Outcome != ciba.Unknown {
		t.Errorf("%s, and it isn't known who approved", s.Outcome)
	}
	s.revealsNobody(t)
}
