package desk

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// TokenLimit is the length of the longest token that is decoded, in bytes.
const TokenLimit = ciba.MaxToken

// Decoded is a pasted token, decoded. It has no outcome and its checks are no verdict, since it
// answers no request of ours.
type Decoded struct {
	Busy    bool   // a newer text is being decoded
	Empty   bool   // nothing was pasted yet
	Problem Text   // why it can't be read as a token
	Taken   []Text // what was removed around it

	Header, Payload         Part
	Signature               Signature
	SignatureProblem        Text   // what is malformed about it
	HeaderJSON, PayloadJSON string // for copying, indented

	Checks   []Check      // those that need no request; Result is no verdict
	Example  *Environment // of the example token; nil for a pasted one
	CanCheck bool         // the signature can be checked with the issuer's keys
	Why      Text         // why it can't, or why the check didn't succeed
	Checking bool
}

// Part is the header or the payload of a pasted token.
type Part struct {
	Claims  []Claim
	Problem Text     // why there are none
	Lines   []string // the raw text instead, cleaned and cut into pieces
}

// decoder is the state of the token decoder. It holds personal data, so it is cleared when it is
// closed and when the desk is unattended for a while.
type decoder struct {
	page    *Decoded
	token   ciba.Token
	example *mitid.Example // whose token is shown; nil for a pasted one
	turn    int            // late answers about an earlier text are dropped
	busy    bool           // a text is being decoded
	waiting *ciba.Secret   // the newest text that came meanwhile
	stop    context.CancelFunc
}

// OpenDecoder opens the decoder for pasted tokens.
func (d *Desk) OpenDecoder() {
	d.act(func(s *state) {
		if s.decoder.page == nil {
			s.decoder.page = &Decoded{Empty: true}
		}
	})
}

// CloseDecoder closes the decoder and forgets the token.
func (d *Desk) CloseDecoder() { d.act((*state).closeDecoder) }

// Decode decodes a text as a token and replaces the one before. If several come quickly, only the
// newest is decoded.
func (d *Desk) Decode(text string) {
	d.act(func(s *state) {
		if s.decoder.page != nil {
			s.decoder.example = nil
			s.decode(ciba.Secret(text))
		}
	})
}

// ExampleToken returns the token that [Desk.DecodeExample] shows, for the field into which others
// are pasted.
func ExampleToken() string {
	example, err := mitid.Documented()
	if err != nil {
		return ""
	}
	return example.Tokens.IDToken.Reveal()
}

// DecodeExample shows the genuine token from the broker's documentation and replaces the one
// before. Its signature is checked with keys embedded in the program; nothing is fetched.
func (d *Desk) DecodeExample() {
	d.act(func(s *state) {
		example, err := mitid.Documented()
		if s.decoder.page == nil || err != nil {
			return
		}
		s.decoder.example = &example
		s.decode(example.Tokens.IDToken)
	})
}

// CheckDecoded checks the signature of the decoded token with the keys of the environment in use,
// and fetches them unless they are cached. It does nothing unless View.Decoded.CanCheck.
func (d *Desk) CheckDecoded() { d.act((*state).checkDecoded) }

func (s *state) closeDecoder() {
	if s.decoder.stop != nil {
		s.decoder.stop()
	}
	// A decode under way sees that turn has changed, and its result is dropped.
	s.decoder = decoder{turn: s.decoder.turn + 1, busy: s.decoder.busy}
}

// turnDecoded replaces the page with a changed copy.
func (s *state) turnDecoded(change func(*Decoded)) {
	next := *s.decoder.page
	change(&next)
	s.decoder.page = &next
}

func (s *state) decode(text ciba.Secret) {
	if s.decoder.stop != nil {
		s.decoder.stop()
	}
	s.decoder.turn++
	s.decoder.token = ciba.Token{}
	if text == "" {
		s.decoder.waiting = nil
		s.decoder.page = &Decoded{Empty: true}
		return
	}
	s.turnDecoded(func(p *Decoded) { p.Busy, p.CanCheck, p.Checking = true, false, false })
	if s.decoder.busy {
		s.decoder.waiting = &text
		return
	}
	s.decoder.busy = true
	var of *Environment
	if s.decoder.example != nil {
		view := s.viewEnvironment(s.decodesFor())
		of = &view
	}
	turn, config, now := s.decoder.turn, s.decodesFor().Config(), s.opt.Now()
	s.job(func(context.Context) func(*state) {
		pasted := ciba.ReadPasted(text.Reveal())
		page := decodedPage(pasted, config, now)
		page.Example = of
		return func(s *state) {
			waiting := s.decoder.waiting
			s.decoder.busy, s.decoder.waiting = false, nil
			switch {
			case s.decoder.page == nil:
			case waiting != nil:
				s.decode(*waiting)
			case turn == s.decoder.turn:
				s.decoder.page, s.decoder.token = page, pasted.Token
				s.decoderReady()
			}
		}
	})
}

// decodesFor returns the environment that the token is checked against: the one in use, or for the
// example the built-in one that it comes from.
func (s *state) decodesFor() config.Environment {
	if s.decoder.example == nil {
		return s.environment()
	}
	all := config.BuiltIn()
	return all[slices.IndexFunc(all, func(e config.Environment) bool { return e.ID == config.IDPP })]
}

// decodedPage returns what is shown of a pasted text.
func decodedPage(pasted ciba.Pasted, config ciba.Config, now time.Time) *Decoded {
	p := &Decoded{}
	for _, word := range pasted.Taken {
		p.Taken = append(p.Taken, Say("decoded.taken."+word))
	}
	p.Header = viewPart(pasted.Header)
	p.HeaderJSON = objectJSON(pasted.Header.Claims)
	if pasted.Fault != "" {
		p.Problem = Say("decoded.problem." + pasted.Fault)
		return p
	}
	p.Payload = viewPart(pasted.Payload)
	p.PayloadJSON = objectJSON(pasted.Payload.Claims)
	p.Signature = viewSignature(pasted.Token, ciba.KeyFacts{})
	if pasted.Signature != "" {
		p.SignatureProblem = Say("decoded.part." + pasted.Signature)
	}
	p.Checks = decodedChecks(pasted.Token, config, now)
	return p
}

func viewPart(part ciba.Part) Part {
	view := Part{Claims: viewClaims(part.Claims, false)}
	if part.Fault == "" {
		return view
	}
	view.Problem = Say("decoded.part." + part.Fault)
	for line := range strings.Lines(part.Text) {
		if len(view.Lines) >= mostShown {
			break
		}
		view.Lines = append(view.Lines, chunks(ciba.Clean(line, TokenLimit), lineLength)...)
	}
	return view
}

// decodedChecks returns the checks that need no request. The first is about the form of the token,
// the last about the signature, which hasn't been checked yet.
func decodedChecks(token ciba.Token, config ciba.Config, now time.Time) []Check {
	form := Check{ID: "form", Result: string(ciba.Pass)}
	if token.Fault != "" {
		form.Result = string(ciba.Fail)
	}
	checks := []Check{form}
	for _, check := range ciba.Inspect(token, config, now) {
		view := viewCheck(check)
		if check.ID == ciba.CheckExpiry {
			view.Expected = Value{} // which is now
		}
		checks = append(checks, view)
	}
	return append(checks, Check{ID: string(ciba.CheckSignature), Result: string(ciba.Skip)})
}

// decoderReady finds out whether the signature can be checked: the token must name the issuer whose
// keys would be fetched.
func (s *state) decoderReady() {
	if p := s.decoder.page; p == nil || p.Empty || p.Busy || !p.Problem.IsZero() {
		return
	}
	issuer, err := s.decoder.token.Payload.String("iss")
	s.turnDecoded(func(p *Decoded) {
		p.CanCheck, p.Why = false, Text{}
		switch {
		case s.decoder.token.Fault != "":
			p.Why = Say("decoded.why.unreadable")
		case p.Example != nil:
			p.CanCheck = true
		case s.connection.reader == nil:
			p.Why = Say("decoded.why.not_ready")
		case err != nil || issuer != s.environment().Issuer:
			p.Why = Say("decoded.why.foreign")
		default:
			p.CanCheck = true
		}
	})
}

func (s *state) checkDecoded() {
	p, reader, token, turn := s.decoder.page, s.connection.reader, s.decoder.token, s.decoder.turn
	example, config := s.decoder.example, s.decodesFor().Config()
	if p == nil || !p.CanCheck || p.Checking || p.Busy || reader == nil && example == nil {
		return
	}
	s.turnDecoded(func(p *Decoded) { p.Checking, p.Why = true, Text{} })
	ctx, stop := context.WithCancel(s.ctx)
	s.decoder.stop = stop
	s.job(func(context.Context) func(*state) {
		defer stop()
		var check ciba.Check
		var key ciba.KeyFacts
		var err error
		if example != nil {
			check, key = ciba.InspectWith(token, config, example.Keys)
		} else {
			check, key, err = reader.InspectSignature(ctx, token)
		}
		return func(s *state) {
			if s.decoder.page == nil || turn != s.decoder.turn {
				return
			}
			s.turnDecoded(func(p *Decoded) {
				p.Checking = false
				switch {
				case errors.Is(err, ciba.ErrForeignToken):
					p.CanCheck, p.Why = false, Say("decoded.why.foreign")
				case err != nil:
					p.Why = Say("decoded.why.keys")
				default:
					view := viewCheck(check)
					view.Expected = Value{}
					p.Checks = append(p.Checks[:len(p.Checks)-1:len(p.Checks)-1], view)
					p.Signature = viewSignature(token, key)
				}
			})
		}
	})
}

// decoderTick repeats the checks, since a token can expire while it is shown.
func (s *state) decoderTick() {
	p := s.decoder.page
	if p == nil || len(p.Checks) == 0 {
		return
	}
	checks := decodedChecks(s.decoder.token, s.decodesFor().Config(), s.opt.Now())
	checks[len(checks)-1] = p.Checks[len(p.Checks)-1]
	if !reflect.DeepEqual(checks, p.Checks) {
		s.turnDecoded(func(p *Decoded) { p.Checks = checks })
	}
}

// untilTick returns how long the shown distances from now stay correct: they change each second
// within a minute, and each minute beyond.
func (d decoder) untilTick(now time.Time) time.Duration {
	if d.page == nil || len(d.page.Payload.Claims) == 0 {
		return time.Hour
	}
	for _, claim := range d.page.Payload.Claims {
		if at := claim.Meaning.Time; !at.IsZero() && at.Sub(now).Abs() <= time.Minute {
			return time.Second
		}
	}
	return 15 * time.Second
}
