package ciba

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Late is what a profile gets to decide the person by when the token alone leaves that open; see
// [Params].
type Late struct {
	Claims Claims // of a token that passed every other required check
	// Ask sends a question to Config.MatchEndpoint, once, with the access token, and returns the
	// answer. It is sent once more only if nothing of it was written. The error is a [CallError],
	// a [ConfigError], or one of [ErrAskedBefore] and [ErrTooLate]; then there is no answer.
	Ask func(ctx context.Context, q Question) (Reply, error)
}

// Question is what Late.Ask sends.
type Question struct {
	Body Secret // a JSON object
	Mask []Mask // texts in it that no exchange shows
}

// Reply is an answer to Late.Ask.
type Reply struct {
	Status int    // of HTTP
	Object Claims // the members of the body; nil if it isn't a single, well-formed JSON object
}

// The errors of Late.Ask other than those of a call. Nothing was sent.
var (
	ErrAskedBefore = errors.New("the provider was asked about the person before")
	ErrTooLate     = errors.New("the person's authentication is too old to ask about")
)

// matchTimeout is how long Late.Ask waits for an answer, a second sending included.
const matchTimeout = 10 * time.Second

// decidePerson has the profile decide the person, and makes the verdict again with its check. It
// happens at most once in a verification: only a verdict without a look is ever made again, and
// that comes before. The profile has the time in which tokens may be checked, counted from the
// authentication.
func (v *Verification) decidePerson(ctx context.Context, u unseen, verdict Verdict) Verdict {
	if v.params.Person == nil || verdict.Check(CheckPerson).Actual.Word != WordNotAsked {
		return verdict
	}
	until := u.received
	if at, err := verdict.token.Payload.Time("auth_time"); err == nil {
		until = min(until, v.clock.elapsedAt(at))
	}
	until += checkLimit
	waiting, stop := context.WithTimeout(ctx, until-v.watch.elapsed())
	defer stop()
	person := v.params.Person(waiting, Late{
		Claims: verdict.token.Payload,
		Ask: func(ctx context.Context, q Question) (Reply, error) {
			return v.askOnce(ctx, u.evidence.Tokens.AccessToken, q, until)
		},
	})
	u.evidence.Person = &person
	return decide(u.evidence)
}

// askOnce makes the one call of Late.Ask. until is a moment of the stopwatch, which also counts the
// time that the machine slept.
func (v *Verification) askOnce(ctx context.Context, access Secret, q Question, until time.Duration) (Reply, error) {
	switch {
	case v.asked:
		return Reply{}, ErrAskedBefore
	case v.watch.elapsed() > until:
		return Reply{}, ErrTooLate
	}
	v.asked = true
	v.observe(EventMatching)
	ctx, stop := context.WithTimeout(ctx, matchTimeout)
	defer stop()
	reply, err := v.client.match(ctx, access, q)
	var fault *CallError
	if errors.As(err, &fault) && !fault.Sent && ctx.Err() == nil {
		return v.client.match(ctx, access, q)
	}
	return reply, err
}

// bearer is the scheme of an access token (RFC 6750 §2.1).
const bearer = "Bearer "

// match calls the match endpoint.
func (c *Client) match(ctx context.Context, access Secret, q Question) (Reply, error) {
	if err := c.config.checkMatch(); err != nil {
		return Reply{}, err
	}
	a, err := c.do(ctx, call{
		endpoint: memberMatch, method: http.MethodPost, url: c.config.MatchEndpoint, timeout: matchTimeout,
		json: q.Body.Reveal(), masks: q.Mask, hide: hiding{masks: q.Mask}.texts(),
		header: http.Header{"Authorization": {bearer + access.Reveal()}},
	})
	if err != nil {
		return Reply{}, err
	}
	object, err := parseObject(a.body)
	if err != nil {
		object = nil
	}
	return Reply{Status: a.status, Object: object}, nil
}
