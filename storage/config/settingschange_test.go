package config

import (
	"errors"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/files"
)

// TestTwoWindowsSaveSettings: each window writes what it changed, and undoes nothing of the other's
// changes.
func TestTwoWindowsSaveSettings(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "settings.toml")
	begin := chosen
	save := func(was, now Settings) {
		t.Helper()
		if err := SaveSettings(path, was, now); err != nil {
			t.Fatal(err)
		}
	}
	save(Settings{}, begin)
	one, two := begin, begin
	one.Theme, one.IdleMinutes, one.Templates = "", 0, map[string]string{"nordby": "{code} one", "pp": "{code} pp"}
	one.TextSize, one.Sound = 0, false
	two.Language, two.HideNetwork, two.Production.IP = "en", false, "192.0.2.11"
	two.Templates = map[string]string{"production": "{code} two"} // nordby's was removed
	one.CPRAgreed = map[string]string{"production": begin.CPRAgreed["production"], "nordby": "https://one.example abc"}
	two.CPRAgreed = nil // turned off
	two.CPRRefused = map[string]string{"pp": "match_missing pp"}
	save(begin, one)
	save(begin, two)
	want := two
	want.Theme, want.TextSize, want.IdleMinutes, want.Sound = "", 0, 0, false
	want.CPRRefused = map[string]string{"pp": "match_missing pp"}
	want.CPRAgreed = map[string]string{"nordby": "https://one.example abc"}
	want.Templates = map[string]string{"pp": "{code} pp", "production": "{code} two"}
	if got, err := LoadSettings(path); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	onlyFiles(t, folder, "settings.lock", "settings.toml")
}

// TestManySaveSettingsAtOnce: no change is lost.
func TestManySaveSettingsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "settings.toml")
	var all sync.WaitGroup
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		all.Go(func() {
			if err := patiently(func() error {
				return SaveSettings(path, Settings{}, Settings{Templates: map[string]string{id: "{code}"}})
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, err := LoadSettings(path); err != nil || len(got.Templates) != 8 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestSettingsFileWasRemoved: a file that was removed is replaced by all that this window knows.
func TestSettingsFileWasRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	now := chosen
	now.Theme = "light"
	for _, make := range []func(){func() {}, func() { write(t, path, "theme = ") }} {
		make()
		if err := SaveSettings(path, chosen, now); err != nil {
			t.Fatal(err)
		}
		if got, err := LoadSettings(path); err != nil || !reflect.DeepEqual(got, now) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if kept := read(t, path+".bak"); kept != "theme = " {
		t.Errorf("kept %q", kept)
	}
}

// TestSettingsStayBusy: after 2 seconds the other window reports it.
func TestSettingsStayBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "settings.toml")
		lock, err := files.Lock(t.Context(), files.LockPath(path))
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		begun := time.Now()
		err = SaveSettings(path, Settings{}, chosen)
		if fault := fileErrors(err); len(fault) != 1 || fault[0].Problem != files.ProblemNotWritten || !errors.Is(err, errSettingsBusy) || time.Since(begun) != files.LockBound {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		onlyFiles(t, filepath.Dir(path), "settings.lock")
	})
}

// patiently repeats an operation while the settings are busy: on a slow machine that may take
// longer than the wait for the lock.
func patiently(do func() error) error {
	for {
		if err := do(); !errors.Is(err, errSettingsBusy) {
			return err
		}
	}
}
