package journal

import (
	"crypto/sha256"
	"time"

	"ringback/ciba"
)

// What a journal that many desks share, in a package of its own, has in common with the file.

// LinkKind says what a link of the chain records.
type LinkKind = linkKind

// The kinds of links. Their numbers are stored.
const (
	LinkBegun    LinkKind = linkBegun
	LinkReceived LinkKind = linkReceived
	LinkEnded    LinkKind = linkEnded
	LinkErased   LinkKind = linkErased
	LinkRetained LinkKind = linkRetained
	LinkReported LinkKind = linkReported
	LinkLifted   LinkKind = linkLifted

	// Only in a shared journal.
	LinkHeadMissing LinkKind = 8  // a desk saw a head that the chain lacks
	LinkHandedIn    LinkKind = 9  // a whole record that its desk kept in a file of its own
	LinkReplayFound LinkKind = 10 // its mark came for another verification as well; nothing is sealed
	LinkImported    LinkKind = 11 // all of a file that a desk had before; nothing is sealed
)

// SharedLink is what is sealed of a link. Which fields count depends on its kind, which the seal is
// bound to.
type SharedLink struct {
	Kind LinkKind
	// Age is how long ago this happened when it was sealed. The link's time less its age is when it
	// happened by the server's clock; the times below are by the desk's.
	Age  time.Duration
	Host string // the desk's word for itself

	Record   Record    // LinkBegun; whole, with the desk's times: LinkHandedIn
	FileHead string    // LinkHandedIn: the end of the chain of the desk's file
	Received time.Time // LinkReceived
	Ending   Ending    // LinkEnded
	Report   Report    // LinkReported, LinkLifted
}

func (l *SharedLink) code(c *coder) {
	c.version()
	c.duration(&l.Age)
	text(c, &l.Host, maxText)
	switch l.Kind {
	case LinkBegun:
		l.Record.code(c)
	case LinkHandedIn:
		l.Record.code(c)
		text(c, &l.FileHead, maxText)
		l.Record.tail(c)
	case LinkReceived:
		c.time(&l.Received)
	case LinkEnded:
		text(c, &l.Ending.Outcome, maxText)
		l.Ending.code(c)
		l.Ending.tail(c, false)
	case LinkReported, LinkLifted:
		l.Report.code(c)
	default:
		c.fail()
	}
}

// Encode returns what is to be sealed.
func (l *SharedLink) Encode() []byte { return encode(l) }

// DecodeLink reads what was sealed of a link.
func DecodeLink(kind LinkKind, stored []byte) (l SharedLink, err error) {
	l.Kind = kind
	return l, decode(string(stored), &l)
}

// Sealer seals with AES-256-GCM under a random nonce, as the file's values are. The place, which
// isn't secret, is bound in.
type Sealer struct{ sealer }

// NewSealer takes a key of 32 bytes.
func NewSealer(key []byte) Sealer { return Sealer{newSealer(key)} }

// Seal returns nonce and ciphertext.
func (s Sealer) Seal(place, content []byte) []byte { return s.seal(place, content) }

// Open returns the content, or an error if the bytes were changed or moved, or the key is another.
func (s Sealer) Open(place, sealed []byte) ([]byte, error) { return s.open(nil, place, sealed) }

// Head is the end of a chain.
type Head struct {
	Position uint64 // 0 if there is no entry yet
	Digest   [sha256.Size]byte
}

// String returns the printed form, such as 17-3fa9-c2d4-0b1e-77aa-5c10.
func (h Head) String() string { return head{h.Position, h.Digest}.String() }

// ParseHead reads a printed head, whose digest is shortened; "" is none. [ErrHead]: it isn't one.
func ParseHead(text string) (Head, error) {
	h, err := parseHead(text)
	return Head{h.position, h.digest}, err
}

// Is reports whether two heads agree in what is printed of them.
func (h Head) Is(of Head) bool { return head{h.Position, h.Digest}.is(head{of.Position, of.Digest}) }

// CheckBegin returns an error if a record can't be written.
func CheckBegin(r Record) error { return checkBegin(r) }

// CheckReceive returns an error if a receipt can't be written.
func CheckReceive(id string, marks []string, tokens []ciba.Tokens) error {
	return checkReceive(id, marks, tokens)
}

// CheckEnd returns an error if an ending can't be written.
func CheckEnd(e Ending) error { return checkEnd(e) }

// CheckReport returns an error if a report can't be written.
func CheckReport(r Report) error {
	if len(r.Operator) > maxText {
		return ErrRecordTooBig
	}
	return nil
}

// CheckKeep returns an error if Retain isn't done.
func CheckKeep(keep time.Duration) error {
	if keep < minKeep {
		return ErrKeepTooShort
	}
	return nil
}

// Begun returns the record as it begins.
func (r Record) Begun() Record { return r.begun() }

// Guarded reports whether there can be a guard because the verification is open.
func (r Record) Guarded() bool { return r.guarded() }

// NamesSome reports whether a filter names a person or a time, which Erase requires.
func (f Filter) NamesSome() bool { return f.names() }

// Stays reports whether the guard stays closed after this ending: the request may still be on the
// phone.
func (e Ending) Stays() bool { return guard{}.stays(e) }

// Unsent reports whether the provider can't have got the request, unless it acknowledged it.
func (e Ending) Unsent() bool {
	return e.Cancel == ciba.CancelNotAsked && (e.Outcome == ciba.Failed || e.Outcome == ciba.Cancelled)
}

// Deadline returns when a verification ends by itself.
func Deadline(r ciba.Resumption) time.Time { return deadline(r) }

// The limits of a record, as [Journal.Begin] and the others enforce them, in bytes or numbers.
const (
	MaxText   = maxText
	MaxMarks  = maxMarks
	MaxChecks = maxChecks
	MaxTokens = maxTokens
	MaxHashes = maxHashes // of one person; what is beyond isn't noted

	AllQuestions = allQuestions
	KindDemo     = kindDemo
)
