package journal

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"hash"
	"io"
	"sort"
)

// frame checks the pages of an open file before the library uses them: those on the way from the
// root of a bucket to a key, and those with which the library may merge them. What it remembers
// holds until something is written.
//
// A page that was freed still looks like one in use. So a page in the list of free pages is never
// used, and the list itself must be the one that this program left, see [voucher]. Where it isn't,
// every page is checked first.
//
// A page of another bucket looks right, too, and a write would free it. So each leaf must open as
// one of its bucket, see [frame.belongs].
type frame struct {
	f     io.ReaderAt
	meta  pagesMeta
	list  voucher           // of the list of free pages, and of the root
	free  []run             // the free pages, in order
	own   run               // the pages of their list
	roots map[string]uint64 // bucket → where its tree begins; 0 if it has no page of its own
	whole bool              // every page was checked
	opens opens             // nil while nothing can be opened

	depths  map[uint64]int // where the tree of a bucket begins → at which depth its leaves are
	reached map[uint64]reached
	buffers [maxTreeDepth][]byte
	held    [maxTreeDepth]page // what is in the buffers
}

// run is the pages from first to last.
type run struct{ first, last uint64 }

// reached is what is known of a page that was checked.
type reached struct {
	from  uint64 // the page that points to it, or fromMeta or fromBucket
	leaf  bool
	roomy bool // the library merges it with no other, unless something in it is deleted
	alone bool // those with which it may be merged were checked, too
}

// opens returns an error unless a value is one of a bucket.
type opens func(bucket string, key, value []byte) error

// maxReached is how many pages a frame remembers before it begins anew.
const maxReached = 1 << 18

// openFrame reads what a file says of its pages. known is a voucher for a list of free pages that
// this program has checked before.
func openFrame(f io.ReaderAt, size int64, known voucher) (*frame, error) {
	fr, err := begunFrame(f, size)
	if err != nil {
		return nil, err
	}
	if fr.list != known && !fr.vouched() {
		if err := checkPages(f, size); err != nil {
			return nil, err
		}
		fr.whole = true
	}
	return fr, nil
}

// begunFrame reads the meta, the list of free pages and the root.
func begunFrame(f io.ReaderAt, size int64) (*frame, error) {
	fr := &frame{f: f, roots: make(map[string]uint64), depths: make(map[uint64]int), reached: make(map[uint64]reached)}
	return fr, fr.begin(size)
}

func (fr *frame) begin(size int64) (err error) {
	if fr.meta, err = readMeta(fr.f); err != nil {
		return err
	}
	if err := fr.meta.fits(size); err != nil {
		return err
	}
	var buffer []byte
	list, err := readPage(fr.f, fr.meta, fr.meta.freelist, &buffer)
	if err != nil {
		return err
	}
	err = freePages(list, func(id uint64) error {
		if id >= fr.meta.pages {
			return errNoJournal
		}
		if n := len(fr.free); n > 0 && fr.free[n-1].last+1 == id {
			fr.free[n-1].last = id
		} else {
			fr.free = append(fr.free, run{id, id})
		}
		return nil
	})
	if err != nil {
		return err
	}
	own := run{list.id, list.id + list.overflow}
	if fr.isFree(own) {
		return errNoJournal
	}
	fr.own = own
	sum := sha256.New()
	if err := vouchFor(sum, fr.f, fr.meta, list); err != nil {
		return err
	}
	if err := fr.names(sum, fr.meta.root, 0, nil, nil); err != nil {
		return err
	}
	sum.Sum(fr.list[:0])
	return nil
}

// isFree reports whether one of a run of pages is free, or belongs to the list of those.
func (fr *frame) isFree(of run) bool {
	if of.first <= fr.own.last && fr.own.first <= of.last {
		return true
	}
	i := sort.Search(len(fr.free), func(i int) bool { return fr.free[i].last >= of.first })
	return i < len(fr.free) && fr.free[i].first <= of.last
}

// names reads the root, which holds the buckets, and adds it to what is vouched for. It is small.
func (fr *frame) names(sum hash.Hash, id uint64, depth int, low, high []byte) error {
	var buffer []byte
	p, err := readPage(fr.f, fr.meta, id, &buffer)
	if err != nil {
		return err
	}
	known, err := fr.check(p, fromMeta, low, high, fr.name)
	if _, is := fr.reached[id]; err != nil || is || depth >= bucketDepth {
		return cmp.Or(err, errNoJournal)
	}
	fr.reached[id] = known
	sum.Write(p.body)
	if known.leaf {
		return nil
	}
	for i := range p.count {
		below := high
		if i+1 < p.count {
			below = p.branchKey(i + 1)
		}
		if err := fr.names(sum, p.child(i), depth+1, p.branchKey(i), below); err != nil {
			return err
		}
	}
	return nil
}

// name notes where the tree of a bucket begins. Two don't begin at the same page.
func (fr *frame) name(name, value []byte) error {
	root, err := bucketRoot(value)
	for _, other := range fr.roots {
		if err == nil && root != 0 && other == root {
			err = errNoJournal
		}
	}
	fr.roots[string(name)] = root
	return err
}

// What points to a page that no other points to: the meta, or the header of a bucket.
const (
	fromMeta   = 0
	fromBucket = 1
)

// way is how a page is reached.
type way struct {
	root, from uint64 // where its tree begins, and what points to it
	depth      int
	low, high  []byte // its keys begin with low and are below high, unless those are nil
}

// page returns a page of a tree after checking it, and what is known of it. Without content, a leaf
// that was checked isn't read again.
func (fr *frame) page(id uint64, by way) (page, reached, error) {
	known, is := fr.reached[id]
	depth := by.depth
	switch {
	case depth >= maxTreeDepth || is && known.from != by.from: // two pages point to it
		return page{}, known, errNoJournal
	case is && fr.held[depth].id == id:
		return fr.held[depth], known, nil
	case is && known.leaf:
		return page{id: id, flags: flagLeaf}, known, nil
	}
	fr.held[depth] = page{}
	p, err := readPage(fr.f, fr.meta, id, &fr.buffers[depth])
	if err != nil {
		return page{}, known, err
	}
	if !is {
		if known, err = fr.check(p, by.from, by.low, by.high, nil); err == nil && known.leaf {
			err = fr.belongs(p, by)
		}
		if err != nil {
			return page{}, known, err
		}
		if len(fr.reached) == maxReached {
			clear(fr.reached)
		}
		fr.reached[id] = known
	}
	fr.held[depth] = p
	return p, known, nil
}

// belongs returns an error if a leaf that was checked is none of its bucket: no value in it opens
// there, or it is at another depth than the others. One value that is damaged isn't enough: those
// beside it can still be read.
func (fr *frame) belongs(p page, by way) error {
	if depth, is := fr.depths[by.root]; is && depth != by.depth {
		return errNoJournal
	}
	fr.depths[by.root] = by.depth
	if fr.opens == nil {
		return nil
	}
	for i := range p.count {
		if fr.opens(fr.named(by.root), p.leafKey(i), p.leafValue(i)) == nil {
			return nil
		}
	}
	return errNoJournal
}

// named returns the bucket whose tree begins at a page.
func (fr *frame) named(root uint64) (name string) {
	for of, begins := range fr.roots {
		if begins == root {
			name = of
		}
	}
	return name
}

// check checks a page that is reached for the first time.
func (fr *frame) check(p page, from uint64, low, high []byte, bucket func(name, value []byte) error) (reached, error) {
	var end int
	var err error
	switch {
	case fr.isFree(run{p.id, p.id + p.overflow}):
		return reached{}, errNoJournal
	case p.flags == flagLeaf:
		end, err = leaf(p, low, high, bucket)
	case p.flags == flagBranch:
		end, err = branch(p, low, high)
	default:
		err = errNoJournal
	}
	const merges = 2 // elements at most, or half of a page
	roomy := p.count > merges && int64(end) > fr.meta.size/2
	return reached{from: from, leaf: p.flags == flagLeaf, roomy: roomy}, p.endsAt(end, fr.meta, err)
}

// place is a page of a bucket's tree. Its keys begin with low, and those of the next one with high;
// nil if it is the first or the last one.
type place struct {
	id        uint64
	depth     int
	leaf      bool
	known     reached
	low, high []byte
}

// side says which page is looked for.
type side int

const (
	sideAt     side = iota // where a key belongs
	sideBefore             // where the key before it is
	sideLast               // the last one
)

// leaves is a level below that of all leaves.
const leaves = maxTreeDepth

// find walks down from the root of a bucket to the page of a key at a level, or to its leaf, and
// checks each page on the way. found is false if there is no such page.
func (fr *frame) find(root uint64, key []byte, where side, level int) (at place, found bool, err error) {
	id, by := root, way{root: root, from: fromBucket}
	for ; ; by.depth++ {
		p, known, err := fr.page(id, by)
		if err != nil {
			return place{}, false, err
		}
		if p.flags == flagLeaf || by.depth == level {
			if level != leaves && by.depth != level {
				return place{}, false, errNoJournal // leaves are at the same level
			}
			return place{
				id: id, depth: by.depth, leaf: p.flags == flagLeaf, known: known, low: bytes.Clone(by.low), high: bytes.Clone(by.high),
			}, true, nil
		}
		i := p.search(key, where)
		if i < 0 {
			return place{}, false, nil
		}
		by.low = p.branchKey(i)
		if i+1 < p.count {
			by.high = p.branchKey(i + 1)
		}
		id, by.from = p.child(i), id
	}
}

// search returns the element of a branch to go on with, as the library does. It is negative if the
// key before the given one isn't there.
func (p page) search(key []byte, where side) int {
	switch where {
	case sideLast:
		return p.count - 1
	case sideBefore:
		return sort.Search(p.count, func(i int) bool { return bytes.Compare(p.branchKey(i), key) >= 0 }) - 1
	default:
		return max(0, sort.Search(p.count, func(i int) bool { return bytes.Compare(p.branchKey(i), key) > 0 })-1)
	}
}

// beside checks the leaves before and after one: a cursor that leaves it enters those.
func (fr *frame) beside(root uint64, at place) error {
	if at.low != nil {
		if _, _, err := fr.find(root, at.low, sideBefore, leaves); err != nil {
			return err
		}
	}
	if at.high != nil {
		if _, _, err := fr.find(root, at.high, sideAt, leaves); err != nil {
			return err
		}
	}
	return nil
}

// around checks those pages with which the library may merge the leaf of a key, or a page above it,
// after the key is deleted. It merges pages that are nearly empty with the one beside them, and
// what comes of that again, if it is nearly empty, too.
func (fr *frame) around(root uint64, key []byte) error {
	of, _, err := fr.find(root, key, sideAt, leaves)
	if err != nil || of.known.alone {
		return err
	}
	for level := of.depth; level > 0; level-- {
		at, _, err := fr.find(root, key, sideAt, level)
		if err != nil {
			return err
		}
		if err := fr.after(root, at, level); err != nil {
			return err
		}
		if err := fr.before(root, at, level); err != nil {
			return err
		}
	}
	of.known.alone = true
	fr.reached[of.id] = of.known
	return nil
}

// after checks the pages of a level after one, up to the first that merges with none.
func (fr *frame) after(root uint64, at place, level int) error {
	for next := at; next.high != nil; {
		var err error
		if next, _, err = fr.find(root, next.high, sideAt, level); err != nil {
			return err
		}
		if next.leaf != at.leaf {
			return errNoJournal
		}
		if next.known.roomy {
			break
		}
	}
	return nil
}

// before checks the pages of a level before one, down to the first that merges with none.
func (fr *frame) before(root uint64, at place, level int) error {
	for before := at; before.low != nil; {
		var found bool
		var err error
		if before, found, err = fr.find(root, before.low, sideBefore, level); err != nil {
			return err
		}
		if found && before.leaf != at.leaf {
			return errNoJournal
		}
		if !found || before.known.roomy {
			break
		}
	}
	return nil
}

// fits returns an error if a file is shorter than its meta says.
func (m pagesMeta) fits(size int64) error {
	if m.pages < 4 || m.pages > uint64(size)/uint64(m.size) { // neither is negative
		return errCutOff
	}
	return nil
}
