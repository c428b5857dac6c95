package ciba

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Pasted is a text that a user pasted, split into readable parts. It is read as strictly as a token
// from a provider; only what surrounds the token is tolerated, and reported.
type Pasted struct {
	Token Token    // has a Fault unless the strict reading accepts it
	Taken []string // words for what was removed around it
	Fault string   // the word for why it isn't a token; "" if it has a token's three parts

	Header, Payload Part
	Signature       string // the word for what is wrong with the signature's form; "" if nothing is
}

// Part is the header or the payload of a pasted token.
type Part struct {
	Claims Claims // nil if it can't be read
	Fault  string // a word; "" if it can be read
	Text   string // if it can't be read as claims, what it decodes to: foreign, not cleaned
}

// The words for what was removed around a pasted token.
const (
	TakenBlanks    = "blanks"    // blanks and line breaks
	TakenInvisible = "invisible" // invisible characters
	TakenQuotes    = "quotes"
	TakenBearer    = "bearer" // "Authorization:" and "Bearer"
	TakenJSON      = "json"   // the JSON serialization (RFC 7515 §7.2)
)

// The words for why a pasted text isn't a token; WordEncrypted is one, too.
const (
	PastedNothing = "nothing"
	PastedTooLong = "too_long"
	PastedJSON    = "json"   // JSON, but not one token in the JSON serialization
	PastedOpaque  = "opaque" // not the three parts of a compact JWS
)

// The words for what is wrong with a part.
const (
	PartEmpty  = "empty"
	PartBase64 = "base64" // not strict base64url
	PartUTF8   = "utf8"
	PartTwice  = "twice"  // a name appears twice
	PartObject = "object" // JSON, but not an object
	PartJSON   = "json"   // not JSON
)

// PastedWords returns the words that Pasted can have, for Taken, Fault and the parts, so that a
// caller with texts for them can test that none is missing.
func PastedWords() (taken, faults, parts []string) {
	return []string{TakenBlanks, TakenInvisible, TakenQuotes, TakenBearer, TakenJSON},
		[]string{PastedNothing, PastedTooLong, PastedJSON, PastedOpaque, WordEncrypted},
		[]string{PartEmpty, PartBase64, PartUTF8, PartTwice, PartObject, PartJSON}
}

// ReadPasted splits a pasted text into its parts. It refuses texts of more than MaxToken bytes
// unread.
func ReadPasted(text string) Pasted {
	if len(text) > MaxToken {
		return Pasted{Fault: PastedTooLong, Token: Token{Fault: WordMalformed}}
	}
	p := Pasted{}
	compact := p.clean(text)
	p.Token = decodeToken(compact)
	parts := strings.Split(compact, ".")
	switch {
	case p.Fault != "":
	case compact == "":
		p.Fault = PastedNothing
	case len(parts) == 5 && readPart(parts[0]).Claims.Has("enc"): // RFC 7516 §9
		p.Fault = WordEncrypted
	case len(parts) != 3:
		p.Fault = PastedOpaque
	}
	if p.Fault == WordEncrypted {
		p.Header = readPart(parts[0])
	}
	if p.Fault != "" {
		return p
	}
	p.Header, p.Payload = readPart(parts[0]), readPart(parts[1])
	if p.Header.Fault != "" && p.Payload.Fault != "" && p.Header.Text == "" && p.Payload.Text == "" {
		p.Fault = PastedOpaque // three words with dots between them
		p.Header, p.Payload = Part{}, Part{}
		return p
	}
	if _, err := decodeSegment(parts[2]); err != nil {
		p.Signature = PartBase64
	} else if parts[2] == "" {
		p.Signature = PartEmpty
	}
	return p
}

// readPart reads a header or payload as decodeToken does, and says why it can't be read.
func readPart(segment string) Part {
	if segment == "" {
		return Part{Fault: PartEmpty}
	}
	decoded, err := decodeSegment(segment)
	if err != nil {
		return Part{Fault: PartBase64}
	}
	claims, err := parseObject(decoded)
	if err == nil {
		return Part{Claims: claims}
	}
	part := Part{Text: string(decoded), Fault: PartJSON}
	switch {
	case !utf8.Valid(decoded):
		part.Fault = PartUTF8
	case errors.Is(err, errTwice):
		part.Fault = PartTwice
	case errors.Is(err, errNotAnObject):
		part.Fault = PartObject
	}
	return part
}

// clean removes what surrounds a token that was copied from a log, a header or a mail, and records
// what that was. It repairs nothing inside the token.
func (p *Pasted) clean(text string) string {
	take := func(word, from, to string) string {
		if from != to && !slices.Contains(p.Taken, word) {
			p.Taken = append(p.Taken, word)
		}
		return to
	}
	text = take(TakenInvisible, text, strings.Map(func(r rune) rune {
		if Invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�")))
	for before := ""; before != text; {
		before = text
		text = take(TakenBlanks, text, strings.TrimSpace(text))
		text = take(TakenQuotes, text, strings.Trim(text, "\"'`“”‘’„»«<>,;"))
		text = take(TakenBearer, text, withoutScheme(text))
	}
	if strings.HasPrefix(text, "{") {
		compact, ok := fromJSON(text)
		if !ok {
			p.Fault = PastedJSON
			return ""
		}
		return take(TakenJSON, text, compact)
	}
	return take(TakenBlanks, text, strings.Join(strings.Fields(text), ""))
}

// withoutScheme removes the prefix of a token in an HTTP header (RFC 6750 §2.1).
func withoutScheme(text string) string {
	for _, scheme := range []string{"authorization:", "bearer"} {
		if len(text) <= len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
			continue
		}
		rest := text[len(scheme):]
		if next, _ := utf8.DecodeRuneInString(rest); scheme != "bearer" || unicode.IsSpace(next) {
			return rest
		}
	}
	return text
}

// fromJSON returns the compact form of a token in the JSON serialization (RFC 7515 §7.2). Only a
// token with one signature and no unprotected header has such a form.
func fromJSON(text string) (compact string, ok bool) {
	object, err := parseObject([]byte(text))
	if err != nil {
		return "", false
	}
	signed := object
	if object.Has("signatures") {
		all, err := parseArray(object.value("signatures"), 1, jsontext.AllowDuplicateNames(false))
		if err != nil || len(all) != 1 || object.Has("signature") {
			return "", false
		}
		if signed, err = parseObject(all[0]); err != nil {
			return "", false
		}
	}
	payload, err := object.String("payload")
	if err != nil || signed.Has("header") {
		return "", false
	}
	protected, err := signed.String("protected")
	if err != nil {
		return "", false
	}
	signature, err := signed.String("signature")
	if err != nil {
		return "", false
	}
	return protected + "." + payload + "." + signature, true
}
