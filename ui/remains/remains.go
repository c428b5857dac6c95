package remains

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"unicode/utf16"
)

// Texts are texts to look for, each under a name. It may be used from any goroutine. The zero value
// is empty.
//
// It keeps them encoded: otherwise a search in this process would find the searcher's own copies.
type Texts struct {
	mu    sync.Mutex
	texts []veiled
}

type veiled struct {
	name      string
	spellings [][]byte
}

// veil is the byte that encodes a spelling by XOR.
const veil = 0x5a

// longest is how many bytes of a text are looked for. Of a longer text it is the middle, in which
// two tokens differ.
const longest = 48

// Note adds a text of at least 16 characters: shorter ones can occur anywhere.
func (t *Texts) Note(name, text string) {
	if over := len(text) - longest; over > 0 {
		text = text[over/2 : over/2+longest]
	}
	one := veiled{name: strings.Clone(name)}
	for _, spelt := range spellings(text) {
		turn(spelt)
		one.spellings = append(one.spellings, spelt)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, known := range t.texts {
		if bytes.Equal(known.spellings[0], one.spellings[0]) {
			return
		}
	}
	t.texts = append(t.texts, one)
}

// spellings returns the byte sequences that a text can have in memory: UTF-8, as in Go and C, and
// runes and UTF-16, as in the toolkit, a font or a clipboard.
func spellings(text string) [][]byte {
	var runes, units []byte
	for _, r := range text {
		runes = append(runes, byte(r), byte(r>>8), byte(r>>16), byte(r>>24))
	}
	for _, u := range utf16.Encode([]rune(text)) {
		units = append(units, byte(u), byte(u>>8))
	}
	return [][]byte{[]byte(text), runes, units}
}

func turn(b []byte) {
	for i := range b {
		b[i] ^= veil
	}
}

// In counts the occurrences of the texts in what it reads, by name. Texts that don't occur are left
// out.
func (t *Texts) In(from io.Reader) (map[string]int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const margin = 4 * longest * 4 // bytes: the longest spelling of a UTF-8 character, and room
	found := make(map[string]int)
	r := bufio.NewReader(from)
	window, kept := make([]byte, 1<<20), 0
	for {
		n, err := io.ReadFull(r, window[kept:])
		part := window[:kept+n]
		turn(part)
		for _, text := range t.texts {
			for _, spelt := range text.spellings {
				if n := endingAfter(part, spelt, kept); n > 0 {
					found[text.name] += n
				}
			}
		}
		turn(part)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			clear(window)
			return found, nil
		case err != nil:
			return nil, err
		}
		kept = copy(window, part[max(0, len(part)-margin):])
	}
}

// endingAfter counts the occurrences of text that end after the first bytes of part. Earlier ones
// were counted with the previous part.
func endingAfter(part, text []byte, first int) (n int) {
	for at := 0; ; at++ {
		next := bytes.Index(part[at:], text)
		if next < 0 {
			return n
		}
		if at += next; at+len(text) > first {
			n++
		}
	}
}

// InHeap counts the texts in the reachable heap of this process, after garbage collection. It dumps
// the heap to a file in the folder, and removes it.
//
// Memory in use again may still hold the end of an earlier value, so a text counts only if it is in
// three dumps in a row; between the dumps, free memory is overwritten.
func (t *Texts) InHeap(folder string) (map[string]int, error) {
	var found map[string]int
	for try := 0; try < 3 && (try == 0 || len(found) > 0); try++ {
		now, err := t.inHeap(folder)
		if err != nil {
			return nil, err
		}
		for name := range found {
			if now[name] == 0 {
				delete(found, name)
			}
		}
		if try == 0 {
			found = now
		}
		writeOver()
	}
	return found, nil
}

func (t *Texts) inHeap(folder string) (map[string]int, error) {
	file, err := os.Create(filepath.Join(folder, "heap"))
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}()
	for range 3 { // a pool keeps its content for two
		runtime.GC()
	}
	debug.WriteHeapDump(file.Fd())
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return t.In(file)
}

// writeOver fills free memory.
func writeOver() {
	var all [][]byte
	for size := 16; size <= 32<<10; size += size / 4 {
		for range 200 {
			all = append(all, make([]byte, size))
		}
	}
	runtime.KeepAlive(all)
}
