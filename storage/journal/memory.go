package journal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"time"

	"ringback/ciba"
)

// Memory is a journal that ends with the program: that of demo, and of everything if no other can
// be kept. It recognises a replay within the run. The zero value is not usable; see [NewMemory].
type Memory struct {
	keys keys
	now  func() time.Time

	mu      sync.Mutex
	order   []*memoryRecord // in the order of their begin
	records map[string]*memoryRecord
	marks   map[string]memoryMark // keyed hash of a mark
	kept    map[string]*kept
	left    map[string]bool // no program runs it
	chain   []memoryEntry

	standings standings
}

// memoryRecord is a record, and how long the chain was when it had begun.
type memoryRecord struct {
	Record
	position uint64
}

// memoryMark says for which verification a mark came first, and when.
type memoryMark struct {
	id string
	at time.Time
}

// memoryEntry is what a head is computed from. No other program can change it.
type memoryEntry struct {
	digest [sha256.Size]byte
	erased bool
	id     string
}

var _ Journal = (*Memory)(nil)

// NewMemory returns an empty journal with a random key.
func NewMemory() *Memory { return NewMemoryAt(time.Now) }

// NewMemoryAt is [NewMemory] with another clock than the system's.
func NewMemoryAt(now func() time.Time) *Memory {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: the program would have ended
	return &Memory{
		keys: deriveKeys(key), now: now, records: make(map[string]*memoryRecord), marks: make(map[string]memoryMark),
		standings: newStandings(), kept: make(map[string]*kept), left: make(map[string]bool),
	}
}

// HashPerson implements [Journal]. UUIDs are hashed in their canonical form, whatever the spelling;
// other names as they are.
func (j *Memory) HashPerson(ctx context.Context, person Person) (PersonHash, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return j.keys.hashPerson(person), nil
}

// enter locks the journal and erases what is kept no longer.
func (j *Memory) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	j.mu.Lock()
	now := j.now()
	for id, k := range j.kept {
		if k.spent(now) {
			delete(j.kept, id)
		}
	}
	return j.mu.Unlock, nil
}

// note appends an entry to the chain.
func (j *Memory) note(id, what string) {
	var before [sha256.Size]byte
	if len(j.chain) > 0 {
		before = j.chain[len(j.chain)-1].digest
	}
	j.chain = append(j.chain, memoryEntry{digest: sha256.Sum256([]byte(string(before[:]) + what + id)), id: id})
}

// Begin implements [Journal].
func (j *Memory) Begin(ctx context.Context, record Record, maxPrompts int) error {
	return j.begin(ctx, record, maxPrompts, false)
}

// BeginLate implements [Journal].
func (j *Memory) BeginLate(ctx context.Context, record Record) error {
	return j.begin(ctx, record, 0, true)
}

func (j *Memory) begin(ctx context.Context, record Record, maxPrompts int, late bool) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := checkBegin(record); err != nil {
		return err
	}
	if _, exists := j.records[record.ID]; exists {
		return ErrRecordExists
	}
	now := record.Started
	if now.IsZero() {
		now = j.now()
	}
	if err := j.standings.begin(record, now, maxPrompts, late); err != nil {
		return err
	}
	record = record.begun()
	j.note(record.ID, "begun")
	begun := &memoryRecord{Record: record, position: uint64(len(j.chain))} // which is never negative
	j.records[record.ID] = begun
	j.order = append(j.order, begun)
	j.kept[record.ID] = &kept{begun: j.now()}
	return nil
}

// Acknowledge implements [Journal].
func (j *Memory) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if len(request) > MaxRequest {
		return ErrRecordTooBig
	}
	record, k := j.records[id], j.kept[id]
	switch {
	case record == nil || k == nil:
		return ErrNoRecord
	case record.Outcome != "":
		return ErrRecordEnded
	}
	k.acknowledged, k.resumption, k.request = true, resumption, slices.Clone(request)
	if s := j.standings.by[record.Person]; s != nil {
		s.acknowledged(id, resumption)
	}
	return nil
}

// Interval implements [Journal].
func (j *Memory) Interval(ctx context.Context, id string, interval time.Duration) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	k := j.kept[id]
	if k == nil || !k.acknowledged {
		return ErrNoRecord
	}
	k.resumption.Interval = interval
	return nil
}

// Seen implements [Journal].
func (j *Memory) Seen(ctx context.Context, id string, marks []string) (seen bool, err error) {
	leave, err := j.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	if err := checkReceive(id, marks, nil); err != nil {
		return false, err
	}
	for _, mark := range marks {
		if mark != "" {
			owner, known := j.marks[hex.EncodeToString(j.keys.hashMark(mark))]
			seen = seen || known && owner.id != id
		}
	}
	return seen, nil
}

// Receive implements [Journal].
func (j *Memory) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error) {
	leave, err := j.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	if err := checkReceive(id, marks, tokens); err != nil {
		return false, err
	}
	for _, mark := range marks {
		if mark == "" {
			continue // a missing transaction id isn't a mark
		}
		hashed := hex.EncodeToString(j.keys.hashMark(mark))
		if owner, known := j.marks[hashed]; known {
			seen = seen || owner.id != id
			continue // it stays the mark of the verification for which it came first
		}
		j.marks[hashed] = memoryMark{id: id, at: j.now()}
	}
	record := j.records[id]
	if record != nil && record.Received.IsZero() {
		record.Received = at
		j.note(id, "received")
	}
	if k := j.kept[id]; k != nil && record.Outcome == "" && len(tokens) > 0 {
		k.tokens = slices.Clone(tokens)
		if k.received.IsZero() {
			k.received = j.now()
		}
	}
	return seen, nil
}

// Asking implements [Journal].
func (j *Memory) Asking(ctx context.Context, id string) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	switch record, k := j.records[id], j.kept[id]; {
	case record == nil || k == nil:
		return ErrNoRecord
	case record.Outcome != "":
		return ErrRecordEnded
	default:
		k.asking = true
	}
	return nil
}

// End implements [Journal].
func (j *Memory) End(ctx context.Context, id string, ending Ending) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := checkEnd(ending); err != nil {
		return err
	}
	record := j.records[id]
	switch {
	case record == nil:
		return ErrNoRecord
	case record.Outcome != "":
		return ErrRecordEnded
	}
	ending.Checks = slices.Clone(ending.Checks)
	record.Ending = ending
	now := ending.At
	if now.IsZero() {
		now = j.now()
	}
	if s := j.standings.by[record.Person]; s != nil {
		s.ended(id, ending, now)
	}
	j.standings.join(record.Person, ending.Also)
	if k := j.kept[id]; k != nil {
		k.ended = j.now()
	}
	j.note(id, "ended")
	return nil
}

// Fence implements [Journal].
func (j *Memory) Fence(ctx context.Context, id string, report Report) error {
	return j.report(ctx, id, report, true)
}

// Unfence implements [Journal].
func (j *Memory) Unfence(ctx context.Context, id string, report Report) error {
	return j.report(ctx, id, report, false)
}

func (j *Memory) report(ctx context.Context, id string, report Report, fences bool) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	record := j.records[id]
	switch {
	case record == nil:
		return ErrNoRecord
	case len(report.Operator) > maxText:
		return ErrRecordTooBig
	}
	if report.At.IsZero() {
		report.At = j.now()
	}
	if !record.told(report, fences) {
		return nil
	}
	j.note(id, "reported")
	if record.Person != "" {
		j.standings.under(record.Person).told(id, report, fences)
	}
	return nil
}

// Done implements [Journal].
func (j *Memory) Done(ctx context.Context, id string) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	delete(j.kept, id)
	return nil
}

// Unfinished implements [Journal].
func (j *Memory) Unfinished(ctx context.Context) ([]Unfinished, error) {
	leave, err := j.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	var found []Unfinished
	for _, record := range j.order {
		if k := j.kept[record.ID]; j.left[record.ID] {
			if left := record.left(k, j.now()); left != "" {
				found = append(found, record.copied().unfinished(k, left))
			}
		}
	}
	return found, nil
}

// Claim implements [Journal].
func (j *Memory) Claim(ctx context.Context, id string) (Unfinished, error) {
	leave, err := j.enter(ctx)
	if err != nil {
		return Unfinished{}, err
	}
	defer leave()
	record, k := j.records[id], j.kept[id]
	if record == nil || record.left(k, j.now()) == "" {
		return Unfinished{}, ErrNoRecord
	}
	if !j.left[id] {
		return Unfinished{}, ErrClaimed
	}
	delete(j.left, id)
	return record.copied().unfinished(k, record.left(k, j.now())), nil
}

// Release implements [Journal].
func (j *Memory) Release(ctx context.Context, id string) error {
	leave, err := j.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	record, k := j.records[id], j.kept[id]
	if record == nil || j.left[id] || record.Outcome != "" && k == nil {
		return ErrNoRecord
	}
	j.left[id] = true
	return nil
}

// List implements [Journal].
func (j *Memory) List(ctx context.Context, filter Filter) ([]Record, error) {
	page, err := j.Page(ctx, filter)
	return page.Records, err
}

// Count implements [Journal].
func (j *Memory) Count(ctx context.Context, filter Filter) (int, error) {
	page, err := j.Page(ctx, filter)
	return page.Total, err
}

// Page implements [Journal]. It counts all that fit.
func (j *Memory) Page(ctx context.Context, filter Filter) (Page, error) {
	leave, err := j.enter(ctx)
	if err != nil {
		return Page{}, err
	}
	defer leave()
	page := Page{Head: j.head().String()}
	filter.hashes = j.standings.pairs.hashes(filter.Person)
	var last uint64
	for _, record := range slices.Backward(j.order) {
		if !filter.fits(&record.Record) {
			continue
		}
		page.Total++
		switch {
		case filter.Before != 0 && record.position >= filter.Before || page.Next != 0:
		case filter.Limit > 0 && len(page.Records) == filter.Limit:
			page.Next = last
		default:
			page.Records, last = append(page.Records, record.copied()), record.position
		}
	}
	return page, nil
}

// head returns the end of the chain.
func (j *Memory) head() head {
	h := head{position: uint64(len(j.chain))} // never negative
	if len(j.chain) > 0 {
		h.digest = j.chain[len(j.chain)-1].digest
	}
	return h
}

// Head implements [Journal].
func (j *Memory) Head(ctx context.Context) (string, error) {
	leave, err := j.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return j.head().String(), nil
}

// Verify implements [Journal]. What is in memory can't have been changed; only the noted head may
// be another journal's.
func (j *Memory) Verify(ctx context.Context, noted string) (Audit, error) {
	wanted, err := parseHead(noted)
	if err != nil {
		return Audit{}, err
	}
	leave, err := j.enter(ctx)
	if err != nil {
		return Audit{}, err
	}
	defer leave()
	end := j.head()
	audit := Audit{Entries: len(j.chain), Records: len(j.order), Head: end.String()}
	for _, entry := range j.chain {
		if entry.erased {
			audit.Erased++
		}
	}
	switch at := int(wanted.position) - 1; {
	case noted == "":
	case at >= len(j.chain):
		audit.Fault = &ChainFault{Problem: ChainCutOff, Position: end.position + 1}
	case at >= 0 && !wanted.is(head{position: wanted.position, digest: j.chain[at].digest}):
		audit.Fault = &ChainFault{Problem: ChainOtherEnd, Position: wanted.position}
	}
	return audit, nil
}

// Erase implements [Journal].
func (j *Memory) Erase(ctx context.Context, filter Filter) (Erased, error) {
	if !filter.names() {
		return Erased{}, ErrEraseAll
	}
	leave, err := j.enter(ctx)
	if err != nil {
		return Erased{}, err
	}
	defer leave()
	var erased Erased
	filter.hashes = j.standings.pairs.hashes(filter.Person)
	erased.Until = j.remove(func(record Record) bool {
		switch {
		case !filter.fits(&record):
			return false
		case record.mayBeOpen(j.kept[record.ID], j.guardOf(record), j.now()):
			erased.Open++
			return false
		}
		erased.Records++
		return true
	})
	for i := range j.chain {
		if _, is := j.records[j.chain[i].id]; !is {
			j.chain[i].erased = j.chain[i].id != ""
		}
	}
	if erased.Records > 0 {
		j.note("", "erased")
	}
	return erased, nil
}

// StartOver forgets what the guard knows of the persons of demo. Their records stay, without a
// fence.
func (j *Memory) StartOver(ctx context.Context) {
	leave, err := j.enter(ctx)
	if err != nil {
		return
	}
	defer leave()
	for hash, one := range j.standings.by {
		if one.erased && one.demo {
			delete(j.standings.by, hash)
		}
	}
	now := j.now()
	for _, record := range j.order {
		if record.Kind == kindDemo {
			delete(j.standings.by, record.Person)
			if record.Fenced(now) {
				record.Lifted = Report{At: now, Operator: record.Operator}
			}
		}
	}
}

// guardOf returns the guard under a record's hash.
func (j *Memory) guardOf(record Record) guard {
	if s := j.standings.by[record.Person]; s != nil {
		return s.guard
	}
	return guard{}
}

// remove removes records with everything that belongs to them, except what the guard goes by until
// it is over; it returns when that is.
func (j *Memory) remove(goes func(Record) bool) (until time.Time) {
	gone := make(map[string]bool)
	var records []*Record
	j.order = slices.DeleteFunc(j.order, func(record *memoryRecord) bool {
		if !goes(record.Record) {
			return false
		}
		gone[record.ID] = true
		records = append(records, &record.Record)
		delete(j.records, record.ID)
		delete(j.kept, record.ID)
		delete(j.left, record.ID)
		return true
	})
	for hashed, mark := range j.marks {
		if gone[mark.id] {
			delete(j.marks, hashed)
		}
	}
	return j.standings.forget(records, func(hash PersonHash) bool {
		return slices.ContainsFunc(j.order, func(r *memoryRecord) bool { return r.Person == hash })
	}, j.now())
}

// Retain implements [Journal]. A run is short, so it leaves no checkpoint and believes a clock that
// jumps ahead.
func (j *Memory) Retain(ctx context.Context, keep time.Duration) (int, error) {
	if keep < minKeep {
		return 0, ErrKeepTooShort
	}
	leave, err := j.enter(ctx)
	if err != nil {
		return 0, err
	}
	defer leave()
	before := len(j.order)
	oldest := j.now().Add(-keep)
	j.remove(func(record Record) bool { return record.Started.Before(oldest) })
	for hashed, mark := range j.marks {
		if _, recorded := j.records[mark.id]; !recorded && mark.at.Before(oldest) {
			delete(j.marks, hashed)
		}
	}
	return before - len(j.order), nil
}

// Close implements [Journal]. The journal stays readable, because it ends with the program anyway.
func (j *Memory) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, record := range j.order {
		j.left[record.ID] = true
	}
	return nil
}
