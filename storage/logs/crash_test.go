package logs

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// crashes are ways to end a process; each holds the marked text. A deadlock isn't among them: with
// the race detector, Go doesn't notice it.
func crashes(text string) map[string]func() {
	return map[string]func(){
		"an error":  func() { panic(errors.New(text)) },
		"a text":    func() { panic(text) },
		"a value":   func() { panic(struct{ name string }{text}) },
		"an index":  func() { _ = []byte(text)[len(text)+len(os.Args)] },
		"nil":       func() { _ = make([]*Logs, len(os.Args))[0].folder },
		"a type":    func() { var v any = text; _ = v.(int) },
		"a repanic": func() { defer func() { panic(recover()) }(); panic(text) },
		"exit":      func() { os.Exit(3) },
		"a lock":    func() { new(sync.Mutex).Unlock() },
	}
}

const crashVariable, crashFolder = "RINGBACK_TEST_CRASH", "RINGBACK_TEST_FOLDER"

// TestCrash crashes processes in every way. What is on the disk, and what they wrote to standard
// error, has fixed words and frames only. One comes after the other: a process that is just being
// started still shares the locks of the files that are open here.
func TestCrash(t *testing.T) {
	if how := os.Getenv(crashVariable); how != "" {
		l := Open(Options{Folder: os.Getenv(crashFolder), About: "Ringback 1, linux"})
		defer l.Close()
		defer l.Guard()
		crashes(marked)[how]()
		return
	}
	for how := range crashes("") {
		t.Run(how, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "logs")
			said := crash(t, folder, how)
			raw := crashFiles(t, folder)
			if how == "exit" { // it chose to end: not a crash, and the next start removes the file
				if all := Crashes(folder); len(all) != 0 || strings.Count(raw, "\n") != 1 {
					t.Errorf("%v\n%s", all, raw)
				}
				return
			}
			if personal(raw) || personal(said) {
				t.Errorf("the raw report has the marked text:\n%s\n%s", raw, said)
			}
			all := Crashes(folder)
			if len(all) != 1 || time.Since(all[0].At) > time.Minute || !strings.HasPrefix(all[0].Report, "Ringback 1, linux, started 20") {
				t.Fatalf("%v", all)
			}
			report := all[0].Report
			if how != "all wait" && (!strings.Contains(report, "logs.") || !strings.Contains(report, "crash_test.go:")) || strings.Contains(report, "0x") || strings.Contains(report, folder) {
				t.Errorf("the report:\n%s", report)
			}
			if crashFiles(t, folder) != report {
				t.Error("more is on the disk than may be shown")
			}
			if again := Crashes(folder); len(again) != 1 || again[0] != all[0] {
				t.Errorf("the second time: %v", again)
			}
			if err := all[0].Tell(); err != nil {
				t.Fatal(err)
			}
			if told := Crashes(folder); len(told) != 1 || !told[0].Told || told[0].Report != report {
				t.Errorf("told: %v", told)
			}
			if err := all[0].Forget(); err != nil || len(Crashes(folder)) != 0 {
				t.Errorf("not forgotten: %v", err)
			}
		})
	}
}

// crash runs this test in a process that crashes, and returns its standard error.
func crash(t *testing.T, folder, how string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrash$")
	c.Env = append(os.Environ(), crashVariable+"="+how, crashFolder+"="+folder)
	var said strings.Builder
	c.Stderr = &said
	if err := c.Run(); err == nil {
		t.Fatal("it ended well")
	}
	return said.String()
}

// crashFiles returns what is in the crash files of a folder.
func crashFiles(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range namesIn(folder, crashEnding) {
		text, err := os.ReadFile(filepath.Join(folder, name+crashEnding))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// personal reports whether a text has the marked text, or a part of it, also as bytes of an array.
func personal(text string) bool {
	for _, part := range []string{"Mette", "Holm", "8a9856e0", "0x8a, 0x98", "0x4d, 0x65"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// TestALivingProcessIsLeftAlone: its crash file is neither told nor removed.
func TestALivingProcessIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	l := Open(Options{Folder: folder, About: "Ringback 1"})
	if all := Crashes(folder); len(all) != 0 || len(namesIn(folder, crashEnding)) != 1 {
		t.Errorf("%v, %v", all, namesIn(folder, crashEnding))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAGoodEndWaitsForACrash: a report that another goroutine is writing stays.
func TestAGoodEndWaitsForACrash(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := Open(Options{Folder: folder, About: "Ringback 1"})
		l.crash.taken <- struct{}{} // as Guard does
		ended := make(chan error)
		go func() { ended <- l.Close() }()
		synctest.Wait()
		select {
		case err := <-ended:
			t.Errorf("the process ended, %v", err)
			return
		default:
		}
		if len(namesIn(folder, crashEnding)) != 1 {
			t.Error("the report is gone")
		}
		<-l.crash.taken
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestOldReportsGo: the newest five stay.
func TestOldReportsGo(t *testing.T) {
	folder := t.TempDir()
	for i := range 8 {
		path := filepath.Join(folder, string(rune('h'-i))+crashEnding)
		if err := os.WriteFile(path, []byte("Ringback\nfatal error: x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-time.Duration(i) * time.Hour)
		_ = os.Chtimes(path, at, at)
	}
	all := Crashes(folder)
	if len(all) != 5 || filepath.Base(all[0].Path) != "h.crash" || len(namesIn(folder, crashEnding)) != 5 {
		t.Errorf("%v", all)
	}
}

// raws are what Go's runtime writes.
func raws() []string {
	return []string{
		"Ringback 1, started 2026-11-29T19:22:45Z\npanic: Mette\n\tHolm.x\n\t zz\n\ngoroutine 20 [running]:\nmain.(*p).do.func1()\n\tringback/trylogs/main.go:10 +0x6e\ncreated by main.(*p).do in goroutine 1\n\tringback/trylogs/main.go:10 +0x85\n",
		"x\nmain.(*p).do(0x0?, {0x7ffc30da6ab3?, 0x0?}, {0x41, 0x42, 0x43, 0x0, ...})\n\tC:/Users/mette/main.go:12 +0x1be fp=0x876b6ee03c8 sp=0x876b6ee0368 pc=0x4f819e\n",
		"x\nSIGSEGV: segmentation violation\nPC=0x408c6e m=0 sigcode=0 addr=0x494d\n\ngoroutine 0 gp=0x636800 m=0 mp=0x6375c0 [idle]:\nrax 0x4d65747465\n",
		"x\nException 0xc0000005 0x0 0x8a9856e0 0x7ff\nPC=0x7ff\nsignal arrived during external code execution\nmain.f[...](...)\nmain.f[...]\n",
		"x\npanic: runtime error: index out of range [5] with length 3 [recovered]\n\tpanic: Mette\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x8a9856e0 pc=0x4f81bd]\n",
	}
}

// TestClean keeps words and frames of what the runtime writes.
func TestClean(t *testing.T) {
	for _, raw := range raws() {
		got := Clean(raw)
		if strings.Contains(strings.ToLower(got), "mette") || strings.Contains(got, "Holm") || strings.Contains(got, "8a9856e0") || strings.Contains(got, "0x4") {
			t.Errorf("%s", got)
		}
	}
	want := "Ringback 1, started 2026-11-29T19:22:45Z\npanic: value of type unknown\ngoroutine 20 [running]:\nmain.(*p).do.func1\n\tmain.go:10\ncreated by main.(*p).do\n\tmain.go:10\n"
	if got := Clean(raws()[0]); got != want {
		t.Errorf("%s", got)
	}
	if got := Clean(raws()[3]); got != "x\nException 0xc0000005\nsignal arrived during external code execution\nmain.f[...]\nmain.f[...]\n" {
		t.Errorf("%s", got)
	}
}

// FuzzClean: whatever is in a crash file, what is kept stays the same, and has no control
// characters but line ends and tabs.
func FuzzClean(f *testing.F) {
	for _, raw := range raws() {
		f.Add(raw)
	}
	c := newCleaner()
	f.Fuzz(func(t *testing.T, raw string) {
		once := c.clean(raw)
		if again := c.clean(once); again != once {
			t.Errorf("%q, then %q", once, again)
		}
		for _, r := range once {
			if r != '\n' && r != '\t' && (r < ' ' || r > '~') {
				t.Errorf("%q in %q", r, once)
			}
		}
	})
}
