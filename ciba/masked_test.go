package ciba_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringback/ciba"
)

// exchangesOf runs a verification whose tokens come after one poll.
func exchangesOf(t *testing.T, p *scripted, change func(*ciba.Config, *ciba.Options)) []ciba.Exchange {
	t.Helper()
	var all []ciba.Exchange
	p.on(tokenEndpoint, pending(), tokens())
	verify(t, p.client(t, change, func(_ *ciba.Config, o *ciba.Options) {
		o.Exchange = func(e ciba.Exchange) { all = append(all, e) }
	}))
	return all
}

func asItIs(*ciba.Config, *ciba.Options) {}

// revealed returns the masked values of exchanges by place and name, with "-" for those that aren't
// kept.
func revealed(all []ciba.Exchange) map[string]string {
	found := make(map[string]string)
	for _, e := range all {
		for _, m := range e.Masked {
			value, kept := m.Reveal()
			if !kept {
				value = "-"
			}
			found[e.Endpoint+" "+string(m.Place)+" "+m.Name] = value
		}
	}
	return found
}

// TestWhatIsMaskedCanBeRevealed: every value that an exchange shows as dots, except a client secret
// that isn't public, whatever surrounds it.
func TestWhatIsMaskedCanBeRevealed(t *testing.T) {
	t.Parallel()
	methods := map[ciba.AuthMethod]string{
		ciba.ClientSecretPost: "request_form client_secret", ciba.ClientSecretBasic: "request_header Authorization",
		ciba.ClientSecretJWT: "request_form client_assertion",
	}
	for method, credential := range methods {
		for _, public := range []bool{false, true} {
			t.Run(fmt.Sprint(method, " public ", public), func(t *testing.T) {
				inBubble(t, func(t *testing.T, p *scripted) {
					secret := ""
					all := exchangesOf(t, p, func(c *ciba.Config, o *ciba.Options) {
						c.Auth, o.SecretIsPublic, secret = method, public, o.Secret.Reveal()
					})
					got := revealed(all)
					if got["token_endpoint request_form auth_req_id"] != testID || got["backchannel_authentication_endpoint response_body auth_req_id"] != testID {
						t.Errorf("auth_req_id: %v", got)
					}
					if got["token_endpoint response_body access_token"] != "an.access.token" || !strings.HasPrefix(got["token_endpoint response_body id_token"], "eyJ") {
						t.Errorf("tokens: %v", got)
					}
					sent := got["token_endpoint "+credential]
					switch {
					case method == ciba.ClientSecretJWT && !strings.HasPrefix(sent, "eyJ"):
						t.Errorf("the assertion is %q", sent)
					case method == ciba.ClientSecretPost && public && sent != secret, method == ciba.ClientSecretBasic && public && !strings.HasPrefix(sent, "Basic "):
						t.Errorf("the public secret is %q", sent)
					case method != ciba.ClientSecretJWT && !public && sent != "-":
						t.Errorf("a secret that isn't public is kept: %q", sent)
					}
				})
			})
		}
	}
}

// TestAnEchoedSecretIsNotKept: a provider can't make an exchange keep the client secret by
// answering with it under another name.
func TestAnEchoedSecretIsNotKept(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		secret := ""
		p.on(startEndpoint, func(p *scripted, c netConn, r *request) bool {
			return says(200, fmt.Sprintf(`{"auth_req_id":%q,"expires_in":300,"request":{"you":["sent %s"]},"x":{"id_token":%q}}`, testID, secret, secret), "Set-Cookie: "+secret+"\r\n")(p, c, r)
		})
		all := exchangesOf(t, p, func(_ *ciba.Config, o *ciba.Options) { secret = o.Secret.Reveal() })
		got := revealed(all)
		for _, name := range []string{"response_body request", "response_body id_token", "response_header Set-Cookie"} {
			if got["backchannel_authentication_endpoint "+name] != "-" {
				t.Errorf("%s is %q", name, got["backchannel_authentication_endpoint "+name])
			}
		}
		if got["backchannel_authentication_endpoint response_body auth_req_id"] != testID {
			t.Error("what is next to it isn't kept either")
		}
	})
}

// TestMaskedIndexFindsItsDots: the index of a value is the position of its dots.
func TestMaskedIndexFindsItsDots(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(startEndpoint, says(200, `{"é":"\u00e9","auth_req_id":"`+testID+`","expires_in":300,"a":[{"refresh_token":"\u0041b"},{"request":{"a":[1]}},{"id_token":null}]}`, "Set-Cookie: a=b\r\n"))
		count := 0
		for _, e := range exchangesOf(t, p, asItIs) {
			for _, m := range e.Masked {
				count++
				if answered := e.Endpoint == "token_endpoint" && m.Place == ciba.PlaceResponseBody; m.Token() != answered {
					t.Errorf("%s of %s is said to be a token: %v", m.Name, e.Endpoint, m.Token())
				}
				at := ""
				switch m.Place {
				case ciba.PlaceRequestForm:
					at = e.RequestForm[m.Index].Value
				case ciba.PlaceRequestHeader:
					at = e.RequestHeader[m.Index].Value
				case ciba.PlaceResponseHeader:
					at = e.ResponseHeader[m.Index].Value
				case ciba.PlaceResponseBody:
					before, behind := e.ResponseBody[:m.Index], e.ResponseBody[m.Index:]
					if !strings.HasSuffix(before, `"`+m.Name+`": "`) || !strings.HasPrefix(behind, `•••"`) {
						t.Errorf("%s: %q, %q", m.Name, before, behind)
					}
					at = "•••"
				}
				if at != "•••" {
					t.Errorf("%s %s is at %q", m.Place, m.Name, at)
				}
			}
			if e.Endpoint == "backchannel_authentication_endpoint" {
				got := revealed([]ciba.Exchange{e})
				for name, want := range map[string]string{"refresh_token": "Ab", "request": `{"a":[1]}`, "id_token": "null"} {
					if value := got[e.Endpoint+" response_body "+name]; value != want {
						t.Errorf("%s is %q, want %q", name, value, want)
					}
				}
			}
		}
		if count < 8 {
			t.Errorf("only %d values are masked", count)
		}
	})
}

// TestWhatIsKeptIsBounded: the provider decides how many values there are.
func TestWhatIsKeptIsBounded(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		many := `[` + strings.Repeat(`{"id_token":"x"},`, 1000) + `{"id_token":"x"}]`
		long := `{"id_token":"` + strings.Repeat("x", 100_000) + `"}`
		cookies := slices.Repeat([]string{"Set-Cookie: x\r\n"}, 300)
		p.on(tokenEndpoint, says(500, many, cookies...), says(500, long), tokens())
		var kept, tooLong int
		verify(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) {
				for _, m := range e.Masked {
					if value, ok := m.Reveal(); e.Status == 500 && ok && (m.Place == ciba.PlaceResponseBody || m.Place == ciba.PlaceResponseHeader) {
						kept += len(value)
					} else if e.Status == 500 && !ok && !m.Credential {
						tooLong++
					}
				}
			}
		})).wants(t, ciba.Verified, "")
		if kept == 0 || kept > 100 || tooLong != 1 {
			t.Errorf("%d bytes are kept, %d values are too long", kept, tooLong)
		}
	})
}

// TestMaskedPrintsDots: every use of a Masked prints dots, except for Reveal; even where fmt can't
// call its methods.
func TestMaskedPrintsDots(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		var s sink
		for _, e := range exchangesOf(t, p, func(_ *ciba.Config, o *ciba.Options) { o.SecretIsPublic = true }) {
			s.take("exchange", e)
			s.take("behind a pointer", &e)
			s.take("in an unexported field", struct{ e ciba.Exchange }{e})
			s.take("in a slice of one", struct{ all []ciba.Exchange }{[]ciba.Exchange{e}})
			for _, m := range e.Masked {
				s.take("masked", m)
				s.take("masked, as a pointer", &m)
				s.take("masked, as a key", map[ciba.Masked]int{m: 1})
				s.take("masked, in an unexported field", struct{ m ciba.Masked }{m})
				if m.String() != "•••" {
					t.Errorf("it is %s", m)
				}
			}
		}
		for _, secret := range []string{testID, "an.access.token", testSecret} {
			for _, spelt := range spellings(secret) {
				for _, text := range s.all {
					if strings.Contains(text, spelt) {
						t.Fatalf("%q leaks in %.200s", spelt, text)
					}
				}
			}
		}
		if len(s.all) < 100 {
			t.Errorf("only %d strings were looked at", len(s.all))
		}
	})
}

// TestHintTokensAreMasked: a hint that is a token is a credential; MitID's hint under the same name
// is what the operator typed.
func TestHintTokensAreMasked(t *testing.T) {
	t.Parallel()
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZXR0ZSIsImlkX3Rva2VuIjoieCJ9.c2lnbmF0dXJl"
	for name, value := range map[string]string{"login_hint_token": token, "id_token_hint": token, "request": token, "login_hint_token opaque": "0paque-t0ken-of-elsewhere"} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				parameter := strings.TrimSuffix(name, " opaque")
				p.on(startEndpoint, echo(400, "text/plain", "", "", false), acknowledge(testID, 300, 5))
				var started ciba.Exchange
				var s sink
				c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
					o.Exchange = func(e ciba.Exchange) {
						if e.Endpoint == "backchannel_authentication_endpoint" {
							started = e
							s.take("exchange", e)
						}
					}
				})
				verify(t, c, func(params *ciba.Params, _ func() bool) {
					params.Form = ciba.Form{{Name: "scope", Value: "openid"}, {Name: parameter, Value: value}}
				})
				if started.RequestForm.Get(parameter) != "•••" || revealed([]ciba.Exchange{started})["backchannel_authentication_endpoint request_form "+parameter] != value {
					t.Errorf("%+v", started)
				}
				for _, text := range s.all {
					if strings.Contains(text, value) || strings.Contains(text, "c2lnbmF0dXJl") {
						t.Errorf("leaks: %s", text)
					}
				}
				decoded := started.Hint != nil
				if decoded != (value == token && parameter != "id_token_hint") {
					t.Errorf("the hint is %+v", started.Hint)
				}
				if decoded && (started.Hint.Encoding != ciba.HintIsJWT || !strings.Contains(started.Hint.Text, `"sub": "mette"`) || !strings.Contains(started.Hint.Text, `"id_token": "•••"`)) {
					t.Errorf("the hint is %+v", started.Hint)
				}
			})
		})
	}
	inBubble(t, func(t *testing.T, p *scripted) {
		for _, e := range exchangesOf(t, p, asItIs) {
			if e.Endpoint == "backchannel_authentication_endpoint" && !strings.HasPrefix(e.RequestForm.Get("login_hint_token"), `{"idp":"mitid"`) {
				t.Errorf("the hint of MitID is masked: %+v", e.RequestForm)
			}
		}
	})
}

// startWith returns the exchange of a start with these parameters and this answer.
func startWith(t *testing.T, p *scripted, answer step, hide []string, form ...ciba.Param) ciba.Exchange {
	t.Helper()
	p.on(startEndpoint, answer)
	var started ciba.Exchange
	c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
		o.Exchange = func(e ciba.Exchange) {
			if e.Endpoint == "backchannel_authentication_endpoint" {
				started = e
			}
		}
	})
	verify(t, c, func(params *ciba.Params, _ func() bool) { params.Form, params.Hide = form, hide })
	return started
}

// TestAShortTokenIsMasked in its place; it isn't searched for elsewhere, because it may be an
// ordinary word.
func TestAShortTokenIsMasked(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		e := startWith(t, p, says(400, `{"error":"x","scopes":"openid"}`), nil, ciba.Param{Name: "scope", Value: "openid"}, ciba.Param{Name: "id_token_hint", Value: "openid"})
		if e.RequestForm.Get("id_token_hint") != "•••" || e.RequestForm.Get("scope") != "openid" || !strings.Contains(e.ResponseBody, `"scopes": "openid"`) {
			t.Errorf("%+v", e)
		}
	})
}

// TestHiddenParametersAreMasked, even one that looks like MitID's hint.
func TestHiddenParametersAreMasked(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		const hint = `{"who":"mette"}`
		e := startWith(t, p, says(400, `{"error":"x","you":"sent {\"who\":\"mette\"}"}`), []string{"login_hint_token"}, ciba.Param{Name: "scope", Value: "openid"}, ciba.Param{Name: "login_hint_token", Value: hint})
		if e.RequestForm.Get("login_hint_token") != "•••" || e.Hint != nil || strings.Contains(e.ResponseBody, "mette") {
			t.Errorf("%+v", e)
		}
	})
}

// TestAMaskedNumberIsNowhere: it is part of the hint, and is masked there in each encoding, in the
// hint decoded, in a command, and where the provider repeats it.
func TestAMaskedNumberIsNowhere(t *testing.T) {
	t.Parallel()
	const number, shown = "0804360468", "080436-••••"
	hint := `{"idp":"mitid","cpr":"` + number + `","referenceTextBody":"Kode 4821"}`
	for name, c := range map[string]struct{ sent, shown, command string }{
		"json": {
			sent: hint, shown: strings.Replace(hint, number, shown, 1),
			command: `--data-raw 'login_hint_token=''%7B%22idp%22%3A%22mitid%22%2C%22cpr%22%3A%22'"$CPR"'%22%2C%22referenceTextBody%22%3A%22Kode+4821%22%7D'`,
		},
		"base64": {
			sent: base64.StdEncoding.EncodeToString([]byte(hint)), shown: base64.StdEncoding.EncodeToString([]byte(strings.Replace(hint, number, shown, 1))),
			command: `--data-urlencode "login_hint_token=$(printf %s '{"idp":"mitid","cpr":"'"$CPR"'","referenceTextBody":"Kode 4821"}' | base64 | tr -d '\n')"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, says(400, `{"error":"invalid_request","error_description":"no person `+number+`","sent":"`+strings.ReplaceAll(c.sent, `"`, `\"`)+`"}`))
				var s sink
				var started ciba.Exchange
				client := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
					o.Exchange = func(e ciba.Exchange) {
						s.take("exchange", e)
						s.take("curl", e.Curl(nil))
						if e.Endpoint == "backchannel_authentication_endpoint" {
							started = e
						}
					}
				})
				result := verify(t, client, func(params *ciba.Params, _ func() bool) {
					params.Form = ciba.Form{{Name: "scope", Value: "openid"}, {Name: "login_hint_token", Value: c.sent}}
					params.Mask = []ciba.Mask{{Text: number, Shown: shown, Variable: "CPR"}}
				})
				s.take("error", result.OAuth)
				if got := p.seen(startEndpoint)[0].form.Get("login_hint_token"); got != c.sent {
					t.Errorf("sent was %s", got)
				}
				if started.RequestForm.Get("login_hint_token") != c.shown || started.Hint == nil || !strings.Contains(started.Hint.Text, `"cpr": "`+shown+`"`) {
					t.Errorf("%+v", started)
				}
				if command := started.Curl(nil); !strings.Contains(command.Text, c.command) || !slices.Equal(command.Variables, []string{"CLIENT_SECRET", "CPR"}) {
					t.Errorf("%v\n%s", command.Variables, command.Text)
				}
				for _, text := range s.all {
					if strings.Contains(text, number) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(hint))) {
						t.Errorf("leaks: %s", text)
					}
				}
			})
		})
	}
}

// TestARepeatedNumberIsMasked: whatever a provider makes of the number, in whichever answer, and
// also where a user asks to see what is masked.
func TestARepeatedNumberIsMasked(t *testing.T) {
	t.Parallel()
	const number = "7403790012"
	for _, endpoint := range []string{startEndpoint, tokenEndpoint, cancelEndpoint} {
		t.Run(endpoint, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(endpoint, says(400, `{"error":"x","cpr":`+number+`,"n":[-`+number+`.0],"id_token":"`+number+`"}`, "Set-Cookie: cpr="+number+"\r\nX-Sent: "+number+"\r\n"))
				var s sink
				answers := 0
				client := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
					o.Exchange = func(e ciba.Exchange) {
						s.take("exchange", e)
						if e.Status == 400 {
							answers++
						}
						for _, m := range e.Masked {
							value, _ := m.Reveal()
							s.take(m.Name, value)
						}
					}
				})
				verify(t, client, func(params *ciba.Params, cancel func() bool) {
					params.Mask = []ciba.Mask{{Text: number, Shown: "740379-••••", Variable: "CPR"}}
					if endpoint == cancelEndpoint {
						observe := params.Observe
						params.Observe = func(e ciba.Event) {
							observe(e)
							if e.Kind == ciba.EventAcknowledged {
								cancel()
							}
						}
					}
				})
				if answers == 0 {
					t.Error("nothing was repeated")
				}
				for _, text := range s.all {
					if strings.Contains(text, number) {
						t.Errorf("leaks: %s", text)
					}
				}
			})
		})
	}
}

// TestForeignTokensAreMasked: a token that we didn't send, in text that isn't JSON and without a
// name.
func TestForeignTokensAreMasked(t *testing.T) {
	t.Parallel()
	const foreign = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZXR0ZSJ9.c2lnbmF0dXJl"
	for name, answer := range map[string]step{
		"prose":            says(500, "we had "+foreign+" of yours"),
		"JSON":             says(400, `{"error":"x","y":["we had `+foreign+`"]}`),
		"a header":         status(500, "X-Had: "+foreign+"\r\n"),
		"an error's prose": says(400, `{"error":"x","error_description":"we had `+foreign+`"}`),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				var s sink
				s.take("exchange", startWith(t, p, answer, nil, ciba.Param{Name: "scope", Value: "openid"}))
				for _, text := range s.all {
					if strings.Contains(text, "c2lnbmF0dXJl") || strings.Contains(text, "eyJzdWIi") {
						t.Fatalf("%s", text)
					}
				}
			})
		})
	}
}

// TestAHugeHintIsMasked: it isn't parsed, so it could be a token.
func TestAHugeHintIsMasked(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		hint := `{"a":"` + strings.Repeat("x", ciba.MaxToken) + `"}`
		e := startWith(t, p, status(400), nil, ciba.Param{Name: "scope", Value: "openid"}, ciba.Param{Name: "login_hint_token", Value: hint})
		if e.RequestForm.Get("login_hint_token") != "•••" || e.Hint != nil {
			t.Errorf("%d bytes are shown", len(e.RequestForm.Get("login_hint_token")))
		}
	})
}

// TestEchoesAreMaskedInEveryEncoding: text that isn't JSON may contain a secret in any encoding.
func TestEchoesAreMaskedInEveryEncoding(t *testing.T) {
	t.Parallel()
	const secret = `a"b/c+d e%f`
	for name, spelt := range map[string]string{
		"as it is":             secret,
		"form-encoded":         "a%22b%2Fc%2Bd+e%25f",
		"as a path":            "a%22b%2Fc+d%20e%25f",
		"in Base64":            "YSJiL2MrZCBlJWY=",
		"in JSON":              `a\"b/c+d e%f`,
		"in JSON of PHP":       `a\"b\/c+d e%f`,
		"with something in it": "a\"b/\u200bc+d e%f",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(keysEndpoint, says(500, "you sent <"+spelt+">"), keySet(jwkOf(keyA().Public(), "A")))
				shown := ""
				for _, e := range exchangesOf(t, p, func(_ *ciba.Config, o *ciba.Options) { o.Secret = secret }) {
					if e.Status == 500 {
						shown = e.ResponseBody
					}
				}
				if shown != "you sent <•••>" {
					t.Errorf("%s is shown", shown)
				}
			})
		})
	}
}

// TestTheSecretIsMaskedWhereItWasNotSent: the provider knows it all the same.
func TestTheSecretIsMaskedWhereItWasNotSent(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(keysEndpoint, says(500, `{"secret":"`+testSecret+`"}`, "X-Secret: "+testSecret+"\r\n"), says(500, "your secret is "+testSecret), keySet(jwkOf(keyA().Public(), "A")))
		for _, e := range exchangesOf(t, p, asItIs) {
			var s sink
			s.take("exchange", e)
			for _, text := range s.all {
				if strings.Contains(text, testSecret) {
					t.Fatalf("%s", text)
				}
			}
		}
	})
}
