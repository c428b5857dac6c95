package remains_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"ringback/ui/remains"
)

// Package variables, so that the heap holds them.
var (
	held  []string
	wider []rune
)

func TestInHeap(t *testing.T) {
	var texts remains.Texts
	kept, dropped, wide := rand.Text()+rand.Text(), rand.Text()+rand.Text(), rand.Text()+rand.Text()
	texts.Note("kept", kept)
	texts.Note("dropped", dropped)
	texts.Note("kept as runes", wide)
	wider = []rune(wide)
	held = []string{kept, dropped}
	defer func() { held, wider = nil, nil }()
	found, err := texts.InHeap(t.TempDir())
	if err != nil || found["kept"] == 0 || found["dropped"] == 0 || found["kept as runes"] == 0 {
		t.Errorf("what is there isn't found: %v, %v", found, err)
	}
	held = []string{kept}
	found, err = texts.InHeap(t.TempDir())
	if err != nil || found["kept"] == 0 || found["dropped"] > 0 {
		t.Errorf("found is %v, %v", found, err)
	}
}

// TestIn counts each occurrence once, wherever the reads are split.
func TestIn(t *testing.T) {
	const text = "0123456789abcdefghijklmnopqrstuvwxyz"
	var texts remains.Texts
	texts.Note("text", text)
	texts.Note("long", strings.Repeat("x", 200)+text[:30]+strings.Repeat("y", 200))
	const cut = 1 << 20
	for from := cut - 1000; from < cut+50; from += 25 {
		in := strings.Repeat(".", from) + text + strings.Repeat(".", cut) + text
		if found, err := texts.In(strings.NewReader(in)); err != nil || len(found) != 1 || found["text"] != 2 {
			t.Fatalf("at %d it is found %v times, %v", from, found, err)
		}
	}
}
