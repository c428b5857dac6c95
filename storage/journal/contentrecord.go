package journal

import "encoding/binary"

// A record of the list is stored as two bytes with the length of its sealed front, the front, and
// the sealed whole record.

// frontKey returns the key to which a front is bound, so that a front can't be passed off as the
// whole record.
func frontKey(key []byte) []byte { return append(key[:len(key):len(key)], "front"...) }

// storedParts splits a stored record.
func storedParts(value []byte) (front, whole []byte, err error) {
	if len(value) < 2 {
		return nil, nil, errCoded
	}
	size := int(binary.BigEndian.Uint16(value))
	if len(value) < 2+size {
		return nil, nil, errCoded
	}
	return value[2 : 2+size], value[2+size:], nil
}

// putRecord writes a record to the list.
func (l *content) putRecord(r *storedRecord) error {
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return err
	}
	key, value, err := l.listed(r)
	if err != nil {
		return err
	}
	return b.Put(key, value)
}

// listed returns a record's key and its stored form.
func (l *content) listed(r *storedRecord) (key, value []byte, err error) {
	key = at(r.links[0])
	front := l.sealed(bucketRecords, frontKey(key), &storedFront{r.Record})
	whole := l.sealed(bucketRecords, key, r)
	if len(front) > 1<<16-1 {
		return nil, nil, ErrRecordTooBig
	}
	value = binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(front)+len(whole)), uint16(len(front)))
	return key, append(append(value, front...), whole...), nil
}

// getRecord reads a record of the list; nil if there is none.
func (l *content) getRecord(position uint64) (*storedRecord, error) {
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return nil, err
	}
	key := at(position)
	value := b.Get(key)
	if value == nil {
		return nil, nil
	}
	return l.openRecord(key, value)
}

// encodeFront is encode for the front of a record.
func (l *content) encodeFront(r *Record) []byte {
	l.front.Record = *r
	return l.encode(&l.front)
}

// openRecord opens a stored record.
func (l *content) openRecord(key, value []byte) (*storedRecord, error) {
	_, whole, err := storedParts(value)
	if err != nil {
		return nil, err
	}
	r := new(storedRecord)
	if err := l.open(bucketRecords, key, whole, r); err != nil {
		return nil, err
	}
	position, err := positionOf(key)
	if err == nil && r.links[0] != position {
		err = errCoded
	}
	return r, err
}

// openFront opens the front of a stored record, without the cost of an interface: a search does it
// for each record.
func (l *content) openFront(key, value []byte, into *storedFront) error {
	content, err := l.openedFront(key, value)
	if err != nil {
		return err
	}
	c := coder{reading: true, left: string(content)}
	into.code(&c)
	return c.over()
}

// openedFront returns the front of a stored record as it was encoded.
func (l *content) openedFront(key, value []byte) ([]byte, error) {
	front, _, err := storedParts(value)
	if err != nil {
		return nil, err
	}
	l.key = append(append(append(append(l.key[:0], bucketRecords...), 0), key...), "front"...)
	content, err := l.j.seal.open(l.buffer, l.key, front)
	if err == nil {
		l.buffer = content
	}
	return content, err
}
