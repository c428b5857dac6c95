package ciba_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
)

// sink collects every string that the package produces.
type sink struct {
	mu  sync.Mutex
	all []string
}

func (s *sink) take(what string, v any) {
	if err, ok := v.(error); ok {
		if next := errors.Unwrap(err); next != nil {
			s.take(what+" unwrapped", next)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		s.all = append(s.all, what+": "+fmt.Sprintf(format, v))
	}
	if b, err := json.Marshal(v); err == nil {
		s.all = append(s.all, what+" as JSON: "+string(b))
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", v)
	s.all = append(s.all, what+" in a log: "+logged.String())
}

// spellings are the encodings in which a secret could appear.
func spellings(secret string) []string {
	b := []byte(secret)
	quoted, _ := json.Marshal(secret)
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1]),
		strings.TrimRight(base64.StdEncoding.EncodeToString(b), "="), base64.RawURLEncoding.EncodeToString(b),
		hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)),
	}
}

// echo answers with the whole request between before and after.
func echo(code int, contentType, before, after string, quote bool) step {
	return func(p *scripted, c netConn, r *request) bool {
		text := r.RequestURI + " " + r.Header.Get("Authorization") + " "
		text += r.Form.Encode()
		for _, values := range r.Form {
			text += " " + strings.Join(values, " ")
		}
		if quote {
			b, _ := json.Marshal(text)
			text = string(b[1 : len(b)-1])
		}
		return p.reply(c, code, "Content-Type: "+contentType+"\r\nX-Echo: "+strings.ReplaceAll(text, "\n", " ")+"\r\n", before+text+after)
	}
}

// leaky returns answers to a poll or a start that try to get secrets shown.
func leaky() map[string]step {
	prose := func(change func(string) string) step {
		return func(p *scripted, c netConn, r *request) bool {
			return says(200, change(tokenResponse(newDraft(p.now()))))(p, c, r)
		}
	}
	return map[string]step{
		"good":                     tokens(),
		"another person":           tokens(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78")),
		"an encrypted token":       tokens(finally(func(s string) string { return s + ".e30.e30" })),
		"a cut-off token response": prose(func(s string) string { return s[:len(s)-3] }),
		"a cut-off token":          prose(func(s string) string { return s[:200] }),
		"tokens with an error":     prose(func(s string) string { return strings.Replace(s, "{", `{"error":"x",`, 1) }),
		"tokens twice":             prose(func(s string) string { return strings.Replace(s, "{", `{"id_token":"eyJhbGciOiJub25lIn0.x.y",`, 1) }),
		"tokens in other letters":  prose(strings.ToUpper),
		"tokens under names in other letters": prose(func(s string) string {
			return strings.NewReplacer(`"access_token"`, `"Access_Token"`, `"id_token"`, `"ID_TOKEN"`).Replace(s)
		}),
		"an id under a name in other letters": says(200, `{"Auth_Req_Id":"`+testID+`","expires_in":300}`),
		"tokens further down":                 prose(func(s string) string { return `{"data":[` + s + `]}` }),
		"tokens in an array":                  prose(func(s string) string { return `[` + s + `]` }),
		"tokens with a BOM":                   prose(func(s string) string { return "\ufeff" + s }),
		"echo in a description":               echo(400, "application/json", `{"error":"invalid_request","error_description":"`, `"}`, true),
		"echo in a code":                      echo(400, "application/json", `{"error":"`, `"}`, true),
		"echo in HTML":                        echo(500, "text/html", "<html>", "</html>", false),
		"echo in text":                        echo(400, "text/plain", "", "", false),
		"echo in broken JSON":                 echo(400, "application/json", `{"error":"x","error_description":"`, ``, true),
		"echo as a name":                      echo(400, "application/json", `{"error":"x","`, `":1}`, true),
		"dropped":                             raw(""),
		"not HTTP": func(p *scripted, c netConn, r *request) bool {
			return raw("nonsense "+r.Form.Encode()+"\r\n\r\n")(p, c, r)
		},
		"redirect": func(p *scripted, c netConn, r *request) bool {
			return redirect(302, "https://evil.example/?"+r.Form.Encode())(p, c, r)
		},
	}
}

// hiddenHint is a parameter of the start that its caller calls secret.
const hiddenHint = `{"who": "a/b+c", "key": "Zx9.hidden~hint"}`

// TestNothingLeaks: rule 98, secret, hidden parameters, assertions, tokens and auth_req_id appear
// in no string that comes out of the package.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	methods := map[string]func(*ciba.Config, *ciba.Options){
		"client_secret_post":  func(*ciba.Config, *ciba.Options) {},
		"client_secret_basic": func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretBasic },
		"client_secret_jwt":   func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT },
		"private_key_jwt": func(c *ciba.Config, o *ciba.Options) {
			c.Auth, o.Secret = ciba.PrivateKeyJWT, keyText(keyEC())
		},
	}
	endpoints := map[string]string{"start": startEndpoint, "poll": tokenEndpoint, "cancel": cancelEndpoint, "keys": keysEndpoint, "discovery": discoveryEndpoint}
	for method, use := range methods {
		for where, endpoint := range endpoints {
			if method != "client_secret_post" && endpoint != startEndpoint && endpoint != tokenEndpoint {
				continue // nothing is authenticated there
			}
			answers := leaky()
			for i, how := range slices.Sorted(maps.Keys(answers)) {
				answer := answers[how]
				if (method != "client_secret_post" || endpoint != tokenEndpoint) && i%oneLeakIn != 0 {
					continue
				}
				t.Run(method+"/"+where+"/"+how, func(t *testing.T) {
					inBubble(t, func(t *testing.T, p *scripted) { leakIn(t, p, use, endpoint, answer) })
				})
			}
		}
	}
}

func leakIn(t *testing.T, p *scripted, use func(*ciba.Config, *ciba.Options), endpoint string, answer step) {
	var (
		s       sink
		secrets []string
	)
	p.on(tokenEndpoint, pending(), func(p *scripted, c netConn, r *request) bool {
		d := newDraft(p.now())
		body := tokenResponse(d)
		return says(200, body)(p, c, r)
	})
	p.on(endpoint, answer)
	var options ciba.Options
	client := p.client(t, use, func(_ *ciba.Config, o *ciba.Options) {
		o.Exchange = func(e ciba.Exchange) {
			s.take("exchange", e)
			s.take("exchange in an unexported field", struct{ e ciba.Exchange }{e})
			s.take("command", e.Curl(nil))
		}
		o.SecretIsPublic = true // so that each exchange keeps it
		options = *o
		options.Transport = nil // ours holds what arrived
	})
	var before []func(*ciba.Params, func() bool)
	if endpoint == cancelEndpoint {
		before = append(before, cancelAfter(7*time.Second))
	}
	before = append(before, func(params *ciba.Params, _ func() bool) {
		params.Form = append(params.Form, ciba.Param{Name: "id_token_hint", Value: hiddenHint})
		params.Hide = []string{"id_token_hint"}
		observe := params.Observe
		params.Observe = func(e ciba.Event) { s.take("event", e); observe(e) }
	})
	v := client.NewVerification(testParams(t))
	s.take("verification before", v)
	result := verify(t, client, before...).Result
	s.take("result", result)
	s.take("client", client)
	s.take("options", options)
	if result.Err != nil {
		s.take("error", result.Err)
	}
	if result.OAuth != nil {
		s.take("OAuth error", *result.OAuth)
	}
	if result.Verdict != nil {
		s.take("verdict", *result.Verdict)
		s.take("token", result.Token)
		s.take("unverified token", result.Unverified)
	}

	secrets = append(secrets, options.Secret.Reveal(), testID, "an.access.token", hiddenHint, "Zx9.hidden~hint")
	for _, a := range p.seen("") {
		if assertion := a.form.Get("client_assertion"); assertion != "" {
			secrets = append(secrets, assertion, assertion[strings.LastIndexByte(assertion, '.')+1:])
		}
		if _, basic, ok := strings.Cut(a.header.Get("Authorization"), " "); ok {
			secrets = append(secrets, basic)
		}
	}
	good := newDraft(p.now()).sign()
	secrets = append(secrets, good[:20]) // the beginning of each of our tokens
	for _, secret := range secrets {
		for _, spelt := range slices.Compact(spellings(secret)) {
			for _, text := range s.all {
				if i := strings.Index(text, spelt); i >= 0 {
					t.Fatalf("%q leaks in %s: …%s", spelt, text[:12], text[max(0, i-150):min(len(text), i+len(spelt)+20)])
				}
			}
		}
	}
	for _, text := range s.all { // the person's data is in the claims, and in nothing that is said about them
		if (strings.HasPrefix(text, "error") || strings.HasPrefix(text, "event") || strings.HasPrefix(text, "exchange")) && strings.Contains(text, "Holm") {
			t.Fatalf("the name is in %s", text)
		}
	}
	if len(s.all) < 10 {
		t.Errorf("only %d strings were looked at", len(s.all))
	}
}

// TestNoSecretIsShownInPart: an answer that repeats a secret so that the display is cut inside it
// doesn't show its beginning.
func TestNoSecretIsShownInPart(t *testing.T) {
	t.Parallel()
	const secret = "mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ=="
	inBubble(t, func(t *testing.T, p *scripted) {
		again := strings.Repeat(secret, 150)
		p.on(tokenEndpoint, func(p *scripted, c netConn, _ *request) bool {
			return p.reply(c, 500, "X-Echo: "+again+"\r\n", strings.Repeat("\u200b", 2500)+again)
		}, tokens())
		seen := false
		verify(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Secret = secret
			o.Exchange = func(e ciba.Exchange) {
				seen = seen || strings.Contains(e.ResponseBody, "•••")
				if text := fmt.Sprint(e.ResponseHeader, e.ResponseBody); strings.Contains(text, secret[:10]) {
					t.Errorf("it begins: %s", text)
				}
			}
		}))
		if !seen {
			t.Error("nothing was masked")
		}
	})
}

// TestNoLongIDIsShownInPart: an auth_req_id can be longer than the part of an answer that is looked
// at.
func TestNoLongIDIsShownInPart(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("kX7.q-", 1365) + "z_"
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(startEndpoint, acknowledge(id, 300, 5))
		p.on(tokenEndpoint, func(p *scripted, c netConn, _ *request) bool {
			return p.reply(c, 500, "X-Echo: "+id+"\r\n", "<html>"+strings.Repeat("\u200b", 2500)+id)
		}, says(400, `{"error":"`+id+`","error_description":"sorry, `+id+`"}`))
		p.on(cancelEndpoint, raw("nonsense "+id+"\r\n\r\n"))
		var s sink
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) { s.take("exchange", e); s.take("command", e.Curl(nil)) }
		})
		failed := verify(t, c)
		failed.wants(t, ciba.Failed, ciba.ReasonOAuth)
		s.take("result", failed.Result)
		s.take("error", *failed.OAuth)
		s.take("cancelled", verify(t, c, cancelAfter(3*time.Second)).Result)
		for _, text := range s.all {
			if strings.Contains(text, id[:12]) {
				t.Errorf("it begins in %s", text[:min(200, len(text))])
			}
		}
		if path := p.seen(cancelEndpoint)[0].path; !strings.HasSuffix(path, "/"+id) {
			t.Errorf("cancelled at a path of %d bytes", len(path))
		}
	})
}

// TestSecretPrintsDots: every use of a Secret prints dots, except for Reveal.
func TestSecretPrintsDots(t *testing.T) {
	t.Parallel()
	var s sink
	secret := ciba.Secret("hunter2")
	s.take("secret", secret)
	s.take("pointer", &secret)
	s.take("in a struct", struct{ S ciba.Secret }{secret})
	s.take("in a map", map[string]ciba.Secret{"k": secret})
	s.take("tokens", ciba.Tokens{IDToken: secret, AccessToken: secret})
	s.take("acknowledgement", ciba.Acknowledgement{AuthReqID: secret})
	s.take("receipt", ciba.Receipt{Tokens: ciba.Tokens{IDToken: secret}})
	for _, text := range s.all {
		for _, spelt := range spellings("hunter2") {
			if strings.Contains(text, spelt) {
				t.Errorf("%s", text)
			}
		}
	}
	if secret.Reveal() != "hunter2" {
		t.Error("Reveal doesn't")
	}
}
