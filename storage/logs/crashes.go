package logs

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"ringback/storage/files"
)

// toldEnding is the ending of a report that the console has named, and that a window still offers.
const toldEnding = ".told"

// Crash is a report of a process that stopped unexpectedly.
type Crash struct {
	Path   string
	At     time.Time // when it stopped
	Report string    // see [Clean]; many lines
	Told   bool      // Tell was called
}

// Crashes returns the reports of processes that have crashed, newest first, at most five: older
// ones are removed. In the files it leaves only what [Clean] keeps. It removes the crash files of
// processes that were killed from outside, and leaves those of living ones alone.
func Crashes(folder string) []Crash {
	var all []Crash
	cleaner := sync.OnceValue(newCleaner) // it takes a while, and at most starts there is nothing
	clean := func(raw string) string { return cleaner().clean(raw) }
	for _, ending := range []string{crashEnding, crashEnding + toldEnding} {
		for _, name := range namesIn(folder, ending) {
			if crash, ok := read(filepath.Join(folder, name+ending), clean); ok {
				crash.Told = ending != crashEnding
				all = append(all, crash)
			}
		}
	}
	slices.SortFunc(all, func(a, b Crash) int { return b.At.Compare(a.At) })
	for len(all) > maxReports {
		_ = all[len(all)-1].Forget()
		all = all[:len(all)-1]
	}
	return all
}

// read returns the report of a crash file; false if its process lives, or was killed.
func read(path string, clean func(raw string) string) (c Crash, ok bool) {
	file, err := files.OpenPlain(path, os.O_RDWR)
	if err != nil {
		return Crash{}, false
	}
	defer file.Close()
	if locked, err := files.TryLock(file); !locked || err != nil {
		return Crash{}, false
	}
	info, err := file.Stat()
	if err != nil {
		return Crash{}, false
	}
	raw, err := io.ReadAll(io.LimitReader(file, maxReport))
	if err != nil {
		return Crash{}, false
	}
	header, rest, _ := strings.Cut(string(raw), "\n")
	if rest == "" {
		_ = file.Close()
		_ = os.Remove(path)
		return Crash{}, false
	}
	c = Crash{Path: path, At: info.ModTime(), Report: clean(string(raw))}
	if c.Report == clean(header) {
		c.Report += unknownEnd
	}
	if c.Report != string(raw) {
		rewrite(file, c)
	}
	return c, true
}

// rewrite replaces what the runtime wrote by what may be shown. It keeps the file's time: that of
// the crash.
func rewrite(file *os.File, c Crash) {
	if _, err := file.WriteAt([]byte(c.Report), 0); err != nil {
		return
	}
	_ = file.Truncate(int64(len(c.Report)))
	_ = os.Chtimes(c.Path, c.At, c.At)
}

// unknownEnd is written where nothing of a report could be kept.
const unknownEnd = "fatal error: unknown\n"

// Forget removes a report.
func (c Crash) Forget() error { return os.Remove(c.Path) }

// Tell marks a report as named on the console, which does so once.
func (c *Crash) Tell() error {
	if c.Told {
		return nil
	}
	if err := os.Rename(c.Path, c.Path+toldEnding); err != nil {
		return err
	}
	c.Path, c.Told = c.Path+toldEnding, true
	return nil
}
