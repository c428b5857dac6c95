package journal

import (
	"crypto/sha256"
	"slices"
	"time"

	"ringback/ciba"
)

// The stored forms of the journal. Each begins with its version.

// code is a record without its links of the chain.
func (r *Record) code(c *coder) {
	r.front(c)
	text(c, &r.ID, maxText)
	text(c, &r.Kind, maxText)
	text(c, &r.Text, maxText)
	text(c, &r.Operator, maxText)
	c.questions(&r.Confirmed)
	c.time(&r.Received)
	r.Ending.code(c)
}

// front is what a filter compares.
func (r *Record) front(c *coder) {
	c.time(&r.Started)
	text(c, &r.Environment, maxText)
	text(c, &r.Person, maxText)
	text(c, &r.Case, maxText)
	text(c, &r.Outcome, maxText)
}

// code is an ending without its outcome, which is in the front.
func (e *Ending) code(c *coder) {
	c.time(&e.At)
	text(c, &e.Reason, maxText)
	text(c, &e.Cancel, maxText)
	text(c, &e.Transaction, maxText)
	n := c.count(len(e.Checks), maxChecks)
	if c.reading && n > 0 {
		e.Checks = sized(c, e.Checks, n)
	}
	for i := range e.Checks {
		text(c, &e.Checks[i].ID, maxText)
		text(c, &e.Checks[i].Result, maxText)
	}
}

// tail is what was added to an ending later. It comes last, and only as far as it isn't empty, so
// that what earlier versions wrote is read unchanged. follows says that something comes after it.
func (e *Ending) tail(c *coder, follows bool) {
	if !c.more(e.SupportReference != "" || e.Also != "" || follows) {
		return
	}
	text(c, &e.SupportReference, maxText)
	if c.more(e.Also != "" || follows) {
		text(c, &e.Also, maxText)
		c.atLeast(e.Also != "" || c.more(follows))
	}
	c.atLeast(e.SupportReference != "" || e.Also != "" || c.more(follows))
}

// tail is what was added to a record later.
func (r *Record) tail(c *coder) {
	told := !r.Reported.At.IsZero()
	r.Ending.tail(c, told)
	if c.more(told) {
		r.Reported.code(c)
		r.Lifted.code(c)
		c.atLeast(!r.Reported.At.IsZero())
	}
}

func (r *Report) code(c *coder) {
	c.time(&r.At)
	text(c, &r.Operator, maxText)
}

// storedRecord is a record of the list: what its links of the chain say together, so that listing
// needn't read the chain.
type storedRecord struct {
	Record
	links []uint64 // positions in the chain; the first is the record's own
}

// maxLinks is the most links of one record: begun, received, ended, and received again with other
// marks after a crash.
const maxLinks = 32

func (r *storedRecord) code(c *coder) {
	c.version()
	r.Record.code(c)
	n := c.count(len(r.links), maxLinks)
	if c.reading {
		r.links = make([]uint64, n)
	}
	for i := range r.links {
		c.number(&r.links[i])
	}
	if n == 0 {
		c.fail()
	}
	r.tail(c)
}

// storedFront is the part of a record that a filter compares, sealed separately: a search opens
// nothing else of most records.
type storedFront struct{ Record }

func (r *storedFront) code(c *coder) {
	c.version()
	r.front(c)
}

// linkKind says what a link of the chain records.
type linkKind uint64

const (
	linkBegun    linkKind = 1
	linkReceived linkKind = 2
	linkEnded    linkKind = 3
	linkErased   linkKind = 4 // which links lost their content
	linkRetained linkKind = 5 // up to where the chain was removed
	linkReported linkKind = 6 // the person didn't start it
	linkLifted   linkKind = 7 // … was taken back
)

// link is a link of the chain. Which fields count depends on the kind.
type link struct {
	at   time.Time // by the journal's clock; never before the previous link
	kind linkKind
	of   uint64 // position where its record begins; for linkRetained, the last one removed

	record   Record    // linkBegun
	received time.Time // linkReceived
	marks    [][]byte  // linkReceived: those that came first for this record, hashed
	ending   Ending    // linkEnded
	report   Report    // linkReported, linkLifted
	erased   []span    // linkErased
}

// span is the positions from first to last.
type span struct{ first, last uint64 }

// maxSpans is the most spans of one erasing; there can't be more links.
const maxSpans = 1 << 30

func (l *link) code(c *coder) {
	c.version()
	c.time(&l.at)
	kind := uint64(l.kind)
	c.number(&kind)
	l.kind = linkKind(kind)
	c.number(&l.of)
	switch l.kind {
	case linkBegun:
		l.record.code(c)
	case linkReceived:
		c.time(&l.received)
		n := c.count(len(l.marks), maxMarks)
		if c.reading {
			l.marks = sized(c, l.marks, n)
		}
		for i := range l.marks {
			c.bytes(&l.marks[i], sha256.Size)
		}
	case linkEnded:
		text(c, &l.ending.Outcome, maxText)
		l.ending.code(c)
		l.ending.tail(c, false)
	case linkReported, linkLifted:
		l.report.code(c)
	case linkErased:
		n := c.count(len(l.erased), maxSpans)
		if c.reading {
			l.erased = make([]span, n)
		}
		for i := range l.erased {
			c.number(&l.erased[i].first)
			c.number(&l.erased[i].last)
		}
	case linkRetained:
	default:
		c.fail()
	}
}

// stub is what stays of an erased link, in addition to its digest.
type stub struct {
	at   time.Time // when it was erased
	word string
}

// erasedWord is the word that stays.
const erasedWord = "erased"

func (s *stub) code(c *coder) {
	c.version()
	c.time(&s.at)
	text(c, &s.word, len(erasedWord))
	if c.reading && s.word != erasedWord {
		c.fail()
	}
}

// storedHead is the end of the chain, or the link before its first.
type storedHead struct {
	head
	at   time.Time // of that link
	seen time.Time // the clock's time; before at if it was set back
}

func (h *storedHead) code(c *coder) {
	c.version()
	c.number(&h.position)
	c.array(h.digest[:])
	c.time(&h.at)
	c.time(&h.seen)
}

// storedMark says for which verification a mark came first.
type storedMark struct {
	owner []byte // its hashed id
	at    time.Time
}

func (m *storedMark) code(c *coder) {
	c.version()
	c.bytes(&m.owner, sha256.Size)
	c.time(&m.at)
}

func (g *guard) code(c *coder) {
	c.version()
	text(c, &g.id, maxText)
	c.time(&g.since)
	c.time(&g.until)
	c.flag(&g.refused)
}

// storedStanding is what the guard knows of a person under a hash, without the open guard.
type storedStanding struct {
	hash PersonHash
	standing
}

func (s *storedStanding) code(c *coder) {
	c.version()
	text(c, &s.hash, maxText)
	n := c.count(len(s.prompts), maxPrompts)
	if c.reading && n > 0 {
		s.prompts = make([]prompt, n)
	}
	for i := range s.prompts {
		p := &s.prompts[i]
		text(c, &p.id, maxText)
		c.time(&p.sent)
		c.flag(&p.acknowledged)
		c.time(&p.ended)
		text(c, &p.outcome, maxText)
	}
	n = c.count(len(s.fences), maxFences)
	if c.reading && n > 0 {
		s.fences = make([]fence, n)
	}
	for i := range s.fences {
		f := &s.fences[i]
		text(c, &f.id, maxText)
		c.time(&f.since)
		c.time(&f.until)
		text(c, &f.operator, maxText)
	}
	c.flag(&s.erased)
}

// maxHashes is the most hashes of one person: people have one MitID and seldom two CPR numbers.
const maxHashes = 16

// storedPair are the hashes of one person.
type storedPair struct{ hashes []PersonHash }

func (p *storedPair) code(c *coder) {
	c.version()
	n := c.count(len(p.hashes), maxHashes)
	if c.reading {
		p.hashes = make([]PersonHash, n)
	}
	for i := range p.hashes {
		text(c, &p.hashes[i], maxText)
	}
}

// open is a verification for which something may be kept.
type open struct {
	id    string
	owner string // the presence of the journal that runs it; "" if none does
	begun time.Time
	ended time.Time
}

func (o *open) code(c *coder) {
	c.version()
	text(c, &o.id, maxText)
	text(c, &o.owner, maxText)
	c.time(&o.begun)
	c.time(&o.ended)
}

// storedTime is one moment.
type storedTime struct{ time.Time }

func (t *storedTime) code(c *coder) {
	c.version()
	c.time(&t.Time)
}

// storedPosition is one position of the chain.
type storedPosition struct{ position uint64 }

func (p *storedPosition) code(c *coder) {
	c.version()
	c.number(&p.position)
}

// code is the part that has a separate file.
func (k *kept) code(c *coder) {
	c.version()
	c.flag(&k.acknowledged)
	text(c, &k.resumption.AuthReqID, maxTokens)
	c.time(&k.resumption.SentAt)
	c.duration(&k.resumption.ExpiresIn)
	c.duration(&k.resumption.Interval)
	c.duration(&k.resumption.Offset)
	codeClock(c, &k.resumption)
	c.bytes(&k.request, MaxRequest)
	c.time(&k.received)
	n := c.count(len(k.tokens), maxTokenSets)
	if c.reading && n > 0 {
		k.tokens = make([]ciba.Tokens, n)
	}
	for i := range k.tokens {
		text(c, &k.tokens[i].IDToken, maxTokens)
		text(c, &k.tokens[i].AccessToken, maxTokens)
		text(c, &k.tokens[i].Scope, maxTokens)
	}
	if c.more(k.asking) { // which earlier versions didn't know
		c.flag(&k.asking)
		c.atLeast(k.asking)
	}
}

// codeClock is what is known of the provider's clock, as one number. Earlier versions wrote only 0
// or 1, for whether its offset is known.
func codeClock(c *coder, r *ciba.Resumption) {
	results := []ciba.ClockResult{"", ciba.ClockAgrees, ciba.ClockDisputed, ciba.ClockDiffers}
	var n uint64
	if r.OffsetKnown {
		n = uint64(1 + max(0, slices.Index(results, r.Clock)))
	}
	if c.number(&n); !c.reading || c.err != nil {
		return
	}
	if n > uint64(len(results)) {
		c.fail()
		return
	}
	if r.OffsetKnown = n > 0; r.OffsetKnown {
		r.Clock = results[n-1]
	}
}
