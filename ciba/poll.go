package ciba

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// grantType is the grant type of a poll (CIBA Core §10.1).
const grantType = "urn:openid:params:grant-type:ciba"

// pollKind is the meaning of an answer to a poll.
type pollKind string

const (
	pollTokens       pollKind = "tokens"
	pollPending      pollKind = "pending"
	pollSlowDown     pollKind = "slow_down"
	pollRefused      pollKind = "refused"
	pollExpired      pollKind = "expired"
	pollInvalidGrant pollKind = "invalid_grant"
	pollFailed       pollKind = "failed"
	pollTokenType    pollKind = "token_type" // tokens of another type than Bearer
	pollLost         pollKind = "lost"
)

// goesOn reports whether another poll follows.
func (k pollKind) goesOn() bool { return k == pollPending || k == pollSlowDown || k == pollLost }

// Tokens are the result of a poll, untrusted until checked.
type Tokens struct {
	IDToken     Secret
	AccessToken Secret
	Scope       string // as answered, cleaned; "" means as requested
}

// pollAnswer is what came of a poll.
type pollAnswer struct {
	kind       pollKind
	tokens     Tokens
	oauth      *OAuthError
	reason     Reason // of a lost answer that never arrived
	err        error  // of pollTokenType
	retryAfter time.Duration
	received   time.Time
	clock      reading // the time it states; zero for a lost answer that never arrived
}

// poll calls the token endpoint once. now is the provider's time. The exchange shows neither the id
// nor what is hidden. meaning knows the profile's own codes.
func (c *Client) poll(ctx context.Context, m Metadata, now time.Time, id Secret, hide hiding, meaning func(string) CodeMeaning) (*pollAnswer, error) {
	form, header, err := c.authenticate(Form{{"grant_type", grantType}, {"scope", c.config.Scope}, {"auth_req_id", id.Reveal()}}, now)
	if err != nil {
		return &pollAnswer{}, err
	}
	a, err := c.do(ctx, call{
		endpoint: "token_endpoint", method: http.MethodPost, url: m.Endpoints.Token,
		form: form, header: header, timeout: pollTimeout, hide: append(hide.texts(), id.Reveal()), masks: hide.masks,
	})
	if err != nil {
		return &pollAnswer{kind: pollLost, reason: reasonIn(err, ReasonUnreachable), received: time.Now()}, nil
	}
	p := classifyPoll(a, meaning)
	return &p, nil
}

// classifyPoll reads the answer to a poll. The error member decides, because broker and
// specification disagree about statuses, but only with a 4xx. Anything that can't be read is a lost
// answer and never a verdict.
func classifyPoll(a answer, meaning func(string) CodeMeaning) pollAnswer {
	p := pollAnswer{kind: pollLost, retryAfter: a.retryAfter, received: a.received, clock: a.clock}
	switch {
	case a.status == http.StatusOK:
		tokens, kind, ok := parseTokens(a.body)
		switch {
		case ok && strings.EqualFold(kind, "Bearer"):
			p.kind, p.tokens = pollTokens, tokens
		case ok:
			p.kind, p.err = pollTokenType, &TokenTypeError{Type: maskProse(kind, a.echoes(), 60)}
		}
		return p
	case a.status < 400 || a.status > 499:
		return p
	}
	code, description := a.errorCode()
	switch {
	case code == "":
		return p
	case a.status == http.StatusTooManyRequests && code != "slow_down":
		return p
	case code == "authorization_pending":
		p.kind = pollPending
		return p
	case code == "slow_down":
		p.kind = pollSlowDown
		return p
	}
	oauth := a.oauthError(code, description, meaning)
	p.oauth = oauth
	switch code {
	case "access_denied":
		p.kind = pollRefused
		if meaning(oauth.Own) == CodeFault {
			p.kind = pollFailed // the person didn't refuse
		}
	case "rejected":
		p.kind = pollRefused
	case "expired_token":
		p.kind = pollExpired
	case "invalid_grant":
		p.kind = pollInvalidGrant
	default:
		p.kind = pollFailed
		if meaning(code) == CodeRefusal {
			p.kind = pollRefused
		}
	}
	return p
}

// parseTokens reads a token response (CIBA Core §10.1.1): both tokens and their type as non-empty
// strings, and no error member.
func parseTokens(body []byte) (tokens Tokens, kind string, ok bool) {
	object, err := parseObject(body)
	if err != nil || object.Has("error") {
		return Tokens{}, "", false
	}
	id, idErr := object.String("id_token")
	access, accessErr := object.String("access_token")
	kind, kindErr := object.String("token_type")
	if idErr != nil || accessErr != nil || kindErr != nil || id == "" || access == "" || kind == "" {
		return Tokens{}, "", false
	}
	scope, _ := object.String("scope")
	return Tokens{IDToken: Secret(id), AccessToken: Secret(access), Scope: Clean(scope, 200)}, kind, true
}
