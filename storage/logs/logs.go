package logs

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Limits of the files, all processes together.
const (
	maxFile    = 1 << 20     // bytes of one log
	maxAll     = 5 * maxFile // bytes of all logs
	maxLogs    = 100         // logs, however small
	maxReports = 5           // crash reports
)

// closingBound is how long Close waits for a disk that hangs.
const closingBound = 2 * time.Second

// Options configure the logs of a process.
type Options struct {
	Folder string // for logs and crash reports; "": nothing is written, and lines stay in memory
	// About names the program in a crash report, on one line: its version, the system. Nothing
	// personal.
	About string
	Now   func() time.Time // wall time; time.Now if nil
}

// Logs are the log and the crash file of this process. The methods may be called from any
// goroutine.
type Logs struct {
	folder string
	name   string // of this process's files, without their endings
	now    func() time.Time
	level  slog.LevelVar
	logger *slog.Logger

	mu     sync.Mutex
	waits  lines
	toFile bool
	fault  error // why nothing is written
	wake   chan struct{}
	quit   chan struct{}
	ended  chan struct{}

	quitting sync.Once

	crash crashFile
}

// Open begins the logs of this process. It always succeeds: what can't be written stays in memory,
// and Fault says why.
func Open(o Options) *Logs {
	if o.Now == nil {
		o.Now = time.Now
	}
	began := o.Now().UTC()
	l := &Logs{
		folder: o.Folder, name: fmt.Sprintf("%s-%d", began.Format("20060102T150405.000Z"), os.Getpid()), now: o.Now,
		wake: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{}),
		crash: crashFile{taken: make(chan struct{}, 1)},
	}
	l.logger = slog.New(Handler(l, &l.level))
	if l.folder != "" {
		header := fmt.Sprintf("%s, started %s\n", o.About, began.Format(time.RFC3339))
		l.fault = l.crash.open(filepath.Join(l.folder, l.name+crashEnding), header)
	}
	go l.work()
	return l
}

// Logger returns the logger of this process; for a nil l, one that writes nothing.
func (l *Logs) Logger() *slog.Logger {
	if l == nil {
		return slog.New(slog.DiscardHandler)
	}
	return l.logger
}

// SetLevel sets which lines are kept: "debug", "info", "warn" or "error"; "" is info.
func (l *Logs) SetLevel(level string) {
	var to slog.Level
	if to.UnmarshalText([]byte(level)) != nil {
		to = slog.LevelInfo
	}
	l.level.Set(to)
}

// ToFile writes the lines that are in memory, and from now on every line. It returns at once.
func (l *Logs) ToFile() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.toFile = l.folder != ""
	l.wakeUp()
}

// Folder returns the folder of logs and crash reports; "" if nothing is written.
func (l *Logs) Folder() string { return l.folder }

// Written reports whether lines are written to a file.
func (l *Logs) Written() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.toFile
}

// Fault returns why the log or the crash file can't be written; nil if nothing is known to be
// wrong.
func (l *Logs) Fault() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fault
}

// Write takes one line from the handler. It never waits for the disk.
func (l *Logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits.add(line)
	l.wakeUp()
	return len(line), nil
}

// wakeUp has the goroutine look for work.
func (l *Logs) wakeUp() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Close writes what still waits, and removes the crash file: the process ends well. It waits at
// most 2 seconds for the disk; a goroutine that hangs there ends with the process.
func (l *Logs) Close() error {
	l.end(closingBound)
	return l.crash.remove()
}

// end has the goroutine write what waits and end, and waits for that, but not longer than bound.
func (l *Logs) end(bound time.Duration) {
	l.quitting.Do(func() { close(l.quit) })
	late := time.NewTimer(bound)
	defer late.Stop()
	select {
	case <-l.ended:
	case <-late.C:
	}
}
