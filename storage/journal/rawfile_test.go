package journal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringback/ciba"
)

// encodings returns the forms in which a text could be in a file.
func encodings(text string) map[string][]byte {
	all := map[string][]byte{
		"plain": []byte(text), "upper": []byte(strings.ToUpper(text)), "hex": []byte(hex.EncodeToString([]byte(text))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(text)))),
		"query": []byte(url.QueryEscape(text)), "path": []byte(url.PathEscape(text)),
	}
	if raw, err := hex.DecodeString(strings.ReplaceAll(text, "-", "")); err == nil {
		all["UUID as bytes"] = raw
	}
	var wide []byte
	for _, r := range text {
		wide = append(wide, byte(r), byte(r>>8))
	}
	all["UTF-16"] = wide
	// In Base64 a text has a different form at each of three offsets; its neighbours change its
	// first and last letters.
	for shift := range 3 {
		for name, encoding := range map[string]*base64.Encoding{"Base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + text))
			all[name+strings.Repeat("+", shift)] = []byte(encoded[min(len(encoded), shift*2) : len(encoded)-2])
		}
	}
	return all
}

// searched fails if one of the texts is in one of the folder's files, freed pages included.
func searched(t testing.TB, folder, when string, texts map[string]string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for what, text := range texts {
			for how, encoded := range encodings(text) {
				if bytes.Contains(content, encoded) {
					t.Errorf("%s: %s, the %s is there (%s)", when, filepath.Base(path), what, how)
				}
				if strings.Contains(filepath.Base(path), string(encoded)) {
					t.Errorf("%s: the name %s holds the %s (%s)", when, filepath.Base(path), what, how)
				}
			}
		}
		return nil
	}))
}

// TestNothingIsLeftBehind searches every file after every step.
func TestNothingIsLeftBehind(t *testing.T) {
	const person, name, birth = "8a9856e0-f12d-4217-b320-c8a076be9320", "Mette Holm Sørensen", "1984-03-07"
	clock := newHands(noon)
	folder := t.TempDir()
	j := openedJournal(t, filepath.Join(folder, "journal.db"), clock.now)
	ctx := t.Context()
	texts := map[string]string{
		"person": person, "name": name, "birth date": birth, "reference": "Kode 4821, Nordby Kommune", "case": "2026-17-4711", "operator": `NORDBY\anna.holm`,
		"auth_req_id": "urn-auth-req-id-0815", "id token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "access token": "8D2C94E5B1", "transaction": "transaction-4712",
		"key": strings.Repeat("\x07", keySize), "id": "verification-4713",
	}
	hash := personIn(t, j, person)
	texts["person's hash"] = string(hash)
	step := func(when string, err error) {
		t.Helper()
		must(t, err)
		searched(t, folder, when, texts)
	}
	record := Record{ID: texts["id"], Started: noon, Environment: "pp", Kind: "test", Person: hash, Case: texts["case"], Text: texts["reference"], Operator: texts["operator"]}
	step("begin", j.Begin(ctx, record, 0))
	resumption := aResumption
	resumption.AuthReqID = ciba.Secret(texts["auth_req_id"])
	step("acknowledge", j.Acknowledge(ctx, record.ID, resumption, []byte(person+name+birth)))
	step("interval", j.Interval(ctx, record.ID, 10*time.Second))
	_, err := j.Receive(ctx, record.ID, noon, []string{texts["transaction"], texts["id token"]}, ciba.Tokens{IDToken: ciba.Secret(texts["id token"]), AccessToken: ciba.Secret(texts["access token"]), Scope: name})
	step("receive", err)
	sealedTokens, err := os.ReadFile(j.keptPath(record.ID))
	must(t, err)
	step("end", j.End(ctx, record.ID, Ending{At: noon, Outcome: ciba.Verified, Transaction: texts["transaction"]}))
	step("done", j.Done(ctx, record.ID))
	// Nothing sealed is left either, neither tokens after Done nor the record after Erase: a key
	// that leaks later opens nothing.
	for from := 0; from+16 <= len(sealedTokens); from += 16 {
		searchedBytes(t, folder, "tokens after Done", sealedTokens[from:from+16])
	}
	var sealed [][]byte
	must(t, openBolt(j.path, true, func(db *database) error {
		return db.bolt.View(func(tx *bbolt.Tx) error {
			for position := range uint64(3) {
				sealed = append(sealed, value(tx, bucketChain, at(position+1))[33:])
			}
			sealed = append(sealed, value(tx, bucketRecords, at(1)), value(tx, bucketMarks, j.keys.hashMark(texts["transaction"])))
			return nil
		})
	}))
	_, err = j.Erase(ctx, Filter{Person: hash})
	step("erase", err)
	for _, content := range sealed {
		for from := 0; from+16 <= len(content); from += 16 {
			searchedBytes(t, folder, "a record after Erase", content[from:from+16])
		}
	}
	sound(t, j, "")
}

func searchedBytes(t testing.TB, folder, what string, wanted []byte) {
	t.Helper()
	files, err := os.ReadDir(folder)
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(folder, file.Name()))
		must(t, err)
		if bytes.Contains(content, wanted) {
			t.Errorf("%s: still in %s", what, file.Name())
		}
	}
}

// TestEarlierVersionsAreErased: pages that were freed before an erasing hold what a record was
// then, and an operation that was broken off leaves pages that nothing refers to. They are empty
// afterwards, also if the program was stopped before it overwrote them, and another is opened.
func TestEarlierVersionsAreErased(t *testing.T) {
	for name, erase := range map[string]func(t *testing.T, j *File, clock *hands, filter Filter){
		"at once": func(t *testing.T, j *File, _ *hands, filter Filter) {
			if erased, err := j.Erase(t.Context(), filter); err != nil || erased.Records != 1 {
				t.Fatal(erased, err)
			}
		},
		"by the next program": func(t *testing.T, j *File, clock *hands, filter Filter) {
			must(t, j.withFile(func(db *database) error {
				return j.change(db, func(l *content) error {
					records, _, err := l.erasable(t.Context(), filter)
					must(t, err)
					for _, position := range records[0].links {
						must(t, l.blank(position))
					}
					_, err = l.forget(records, time.Time{})
					must(t, err)
					_, err = l.append(link{kind: linkErased, erased: spans(records[0].links)})
					must(t, err)
					return l.put(bucketState, []byte(stateRewrite), &storedTime{l.now})
				})
			}))
			openedJournal(t, j.path, clock.now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := newHands(noon)
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openedJournal(t, path, clock.now)
			someRecords(t, j, clock, 20)
			ctx, record := t.Context(), Record{ID: "x", Started: clock.now(), Environment: "pp", Person: personIn(t, j, "x")}
			var versions [][]byte
			for _, do := range []func() error{
				func() error { return j.Begin(ctx, record, 0) },
				func() error { _, err := j.Receive(ctx, "x", clock.now(), []string{"token x"}); return err },
				func() error { return j.End(ctx, "x", Ending{At: clock.now(), Outcome: ciba.Verified}) },
				func() error { return j.Done(ctx, "x") },
			} {
				must(t, do())
				must(t, openBolt(path, true, func(db *database) error {
					return db.bolt.View(func(tx *bbolt.Tx) error {
						versions = append(versions, value(tx, bucketRecords, at(61)))
						return nil
					})
				}))
			}
			versions = append(versions, brokenOff(t, path))
			erase(t, j, clock, Filter{Person: record.Person})
			for _, version := range versions {
				for from := 0; from+16 <= len(version); from += 16 {
					searchedBytes(t, filepath.Dir(path), "an earlier version", version[from:from+16])
				}
			}
			sound(t, j, "")
		})
	}
}

// brokenOff writes after the last page, as an operation that is broken off, and returns what.
func brokenOff(t testing.TB, path string) []byte {
	t.Helper()
	written := []byte("0123456789 was never part of it.")
	must(t, openBolt(path, false, func(db *database) error {
		_, err := db.file.WriteAt(written, int64(db.frame.meta.pages)*db.frame.meta.size+100)
		return err
	}))
	return written
}
