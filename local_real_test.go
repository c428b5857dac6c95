//go:build console && realparts

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// TestADeskGoesOnWithoutTheDatabase, in a file in which nothing is legible; a later program hands
// in what is there, and nothing of it stays.
func TestADeskGoesOnWithoutTheDatabase(t *testing.T) {
	b := startBroker(t, -1) // the person approves at once
	c := newCentre(t, "alone_", b.issuer)
	nobody := c
	nobody.database = "postgres://127.0.0.1:1/alone_ringback"
	folder := t.TempDir()
	nobody.provision(folder, "alone_desk1", config.UnreachableLocal)
	c.verifies(folder, "Kode 471147")
	file, err := os.ReadFile(filepath.Join(foldersOf(folder).AloneFolder(), "journal-local.db"))
	must(t, err)
	for _, text := range []string{simulator.DocumentedPerson, "471147", ownID, "anna"} {
		if bytes.Contains(file, []byte(text)) {
			t.Errorf("the file has %q", text)
		}
	}

	c.provision(folder, "alone_desk1", config.UnreachableLocal)
	settings, err := config.LoadSettings(foldersOf(folder).SettingsFile())
	must(t, err)
	store := secrets.New(fileKeyring(folder), secrets.Options{})
	defer store.Close()
	desk, err := program{}.shared(settings, foldersOf(folder), nil, store).orLocal(nil, nil)(t.Context())
	must(t, err)
	told := make(chan journal.DeskNews, 10)
	desk.(journal.Narrow).Tell(func(news journal.DeskNews) { told <- news })
	select {
	case news := <-told:
		if news != (journal.DeskNews{HandedIn: 1}) {
			t.Errorf("%+v", news)
		}
	case <-time.After(time.Minute): // so that it doesn't hang
		t.Error("nothing is handed in")
	}
	must(t, desk.Close())
	c.verifies(folder, "Kode 2222")
	records, err := c.opened("alone_carla").List(t.Context(), journal.Filter{})
	must(t, err)
	if len(records) != 2 || records[0].Text != "Kode 2222" || !records[0].HandedIn.IsZero() ||
		records[1].Text != "Kode 471147" || records[1].HandedIn.IsZero() || records[1].Login != "alone_desk1" || records[1].ReplayFound {
		t.Errorf("%+v", records)
	}
	if audit, err := c.opened("alone_dorte").Verify(t.Context(), ""); err != nil || audit.Fault != nil || audit.Records != 2 {
		t.Errorf("%+v, %v", audit, err)
	}
}
