package journal

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

// keptTexts is a keyring.
type keptTexts struct {
	texts map[string]string
	err   error
	saved int
}

func (e *keptTexts) ReadEntry(_ context.Context, name string) (string, bool, error) {
	text, found := e.texts[name]
	return text, found, e.err
}

func (e *keptTexts) SaveEntry(_ context.Context, name, text string) error {
	e.texts[name] = text
	e.saved++
	return e.err
}

// keyFilled returns a key of equal bytes.
func keyFilled(with byte) []byte { return bytes.Repeat([]byte{with}, keySize) }

// TestAddOrganisationKeys: numbers are added, the same key again is fine, and another one under a
// known number changes nothing.
func TestAddOrganisationKeys(t *testing.T) {
	ring := &keptTexts{texts: make(map[string]string)}
	add := func(seal, hash map[uint32][]byte) (OrganisationKeys, error) {
		return AddOrganisationKeys(t.Context(), ring, OrganisationKeys{Seal: seal, Hash: hash})
	}
	if none, err := ReadOrganisationKeys(t.Context(), ring); err != nil || len(none.Seal)+len(none.Hash) > 0 {
		t.Errorf("%v, %v", none, err)
	}
	if _, err := add(map[uint32][]byte{2: keyFilled(2)}, map[uint32][]byte{1: keyFilled(11)}); err != nil {
		t.Fatal(err)
	}
	all, err := add(map[uint32][]byte{2: keyFilled(2), MaxKeyNumber: keyFilled(3)}, nil)
	want := OrganisationKeys{Seal: map[uint32][]byte{2: keyFilled(2), MaxKeyNumber: keyFilled(3)}, Hash: map[uint32][]byte{1: keyFilled(11)}}
	if err != nil || !reflect.DeepEqual(all, want) {
		t.Errorf("%v, %v", all, err)
	}
	saved := ring.saved
	if _, err := add(want.Seal, want.Hash); err != nil || ring.saved != saved {
		t.Errorf("the same again: %v, saved %d times", err, ring.saved-saved)
	}
	for _, c := range []struct {
		seal, hash map[uint32][]byte
		want       OtherKeyError
	}{
		{seal: map[uint32][]byte{1: keyFilled(1), 2: keyFilled(9)}, want: OtherKeyError{Number: 2}},
		{seal: map[uint32][]byte{1: keyFilled(1)}, hash: map[uint32][]byte{1: keyFilled(9)}, want: OtherKeyError{Hash: true, Number: 1}},
	} {
		var other *OtherKeyError
		if _, err := add(c.seal, c.hash); !errors.As(err, &other) || *other != c.want || ring.saved != saved {
			t.Errorf("another key: %v", err)
		}
	}
	for _, wrong := range []OrganisationKeys{{Seal: map[uint32][]byte{0: keyFilled(1)}}, {Hash: map[uint32][]byte{MaxKeyNumber + 1: keyFilled(1)}}, {Hash: map[uint32][]byte{2: keyFilled(1)[1:]}}} {
		if _, err := add(wrong.Seal, wrong.Hash); err == nil || ring.saved != saved {
			t.Errorf("%v is taken", wrong)
		}
	}
	if read, err := ReadOrganisationKeys(t.Context(), ring); err != nil || !reflect.DeepEqual(read, want) {
		t.Errorf("%v, %v", read, err)
	}
}

// TestOrganisationKeysFillTheEntry: what Windows couldn't keep is refused, and what was there
// stays.
func TestOrganisationKeysFillTheEntry(t *testing.T) {
	ring := &keptTexts{texts: make(map[string]string)}
	for number := uint32(1); ; number++ {
		_, err := AddOrganisationKeys(t.Context(), ring, OrganisationKeys{Hash: map[uint32][]byte{number: keyFilled(byte(number))}})
		if errors.Is(err, ErrKeysTooMany) && number > 40 {
			break
		}
		if err != nil || len(ring.texts[organisationEntry]) > 2000 {
			t.Fatalf("key %d, %d bytes: %v", number, len(ring.texts[organisationEntry]), err)
		}
	}
	if all, err := ReadOrganisationKeys(t.Context(), ring); err != nil || len(all.Hash) < 40 {
		t.Errorf("%d keys, %v", len(all.Hash), err)
	}
}

// TestUnreadableOrganisationKeys are never replaced.
func TestUnreadableOrganisationKeys(t *testing.T) {
	key := base64.RawURLEncoding.EncodeToString(keyFilled(1))
	for _, text := range []string{
		"", "2", "1 ", "1 s1", "1 s1=", "1 s0=" + key, "1 x1=" + key, "1 s1=" + key + " s1=" + key, "1 s1=" + key[1:], "1  s1=" + key, "1 s01=" + key,
		"1" + strings.Repeat(" s1="+key, 50), " s1=" + key,
	} {
		ring := &keptTexts{texts: map[string]string{organisationEntry: text}}
		_, err := AddOrganisationKeys(t.Context(), ring, OrganisationKeys{Seal: map[uint32][]byte{1: keyFilled(1)}})
		if !errors.Is(err, ErrKeysUnreadable) || ring.saved > 0 || strings.Contains(fmt.Sprint(err), key) {
			t.Errorf("%q: %v", text, err)
		}
	}
	ring := &keptTexts{texts: make(map[string]string), err: os.ErrPermission}
	if _, err := AddOrganisationKeys(t.Context(), ring, OrganisationKeys{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a locked keyring: %v", err)
	}
}

// TestParseOrganisationKey.
func TestParseOrganisationKey(t *testing.T) {
	key := keyFilled(0xfb)
	for _, text := range []string{
		hex.EncodeToString(key), strings.ToUpper(hex.EncodeToString(key)), base64.StdEncoding.EncodeToString(key), base64.URLEncoding.EncodeToString(key),
		base64.RawStdEncoding.EncodeToString(key), " " + base64.StdEncoding.EncodeToString(key) + "\n",
	} {
		if got, err := ParseOrganisationKey(text); err != nil || !bytes.Equal(got, key) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		"", "hemmelig", hex.EncodeToString(key[1:]), base64.StdEncoding.EncodeToString(key[1:]), base64.StdEncoding.EncodeToString(append(key, 1)),
		base64.StdEncoding.EncodeToString(key)[:20] + "\n" + base64.StdEncoding.EncodeToString(key)[20:], base64.RawStdEncoding.EncodeToString(key)[:42] + "9",
	} {
		if _, err := ParseOrganisationKey(text); !errors.Is(err, ErrKeyForm) || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string]uint32{"1": 1, "9999": 9999, "0": 0, "10000": 0, "01": 0, "+1": 0, "": 0, "-1": 0, "1 ": 0, "4294967297": 0} {
		if got, err := ParseKeyNumber(text); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
}
