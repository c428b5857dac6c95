package logs

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"ringback/storage/files"
)

// logEnding is the ending of a log's name.
const logEnding = ".log"

// work writes lines until Close. It is the only goroutine that touches the log's file.
func (l *Logs) work() {
	defer close(l.ended)
	var file *os.File
	defer func() {
		if file != nil {
			_ = file.Close()
		}
	}()
	for open := true; open; {
		select {
		case <-l.wake:
		case <-l.quit:
			open = false
		}
		all := l.due()
		if len(all) == 0 {
			continue
		}
		var err error
		if file == nil {
			file, err = l.begin()
		}
		if err == nil {
			err = appendTo(file, all)
		}
		if err != nil {
			l.stop(err)
		}
	}
}

// due returns the lines that are to be written now.
func (l *Logs) due() [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.toFile {
		return nil
	}
	return l.waits.take()
}

// stop keeps lines in memory from now on: a disk that is full or gone must not be asked for each.
func (l *Logs) stop(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.toFile, l.fault = false, err
}

// begin makes the log's file, and room for it.
func (l *Logs) begin() (*os.File, error) {
	file, err := makeIn(filepath.Join(l.folder, l.name+logEnding))
	if err == nil {
		prune(l.folder, l.name)
	}
	return file, err
}

// makeIn makes a file that only the user can read, and its folder. Another process that ends may
// remove the folder between the two.
func makeIn(path string) (file *os.File, err error) {
	for range 5 {
		if err = (files.OS{}).MkdirAll(filepath.Dir(path)); err != nil {
			return nil, err
		}
		if file, err = files.OpenPlain(path, os.O_CREATE|os.O_RDWR); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return file, err
}

// appendTo writes lines at the end of a log. If it would get longer than allowed, its older half
// goes.
func appendTo(file *os.File, all [][]byte) error {
	text := bytes.Join(all, nil)
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if end+int64(len(text)) > maxFile {
		kept, err := newerHalf(file, end)
		if err != nil {
			return err
		}
		text = append(kept, text...)
		if err := file.Truncate(0); err != nil {
			return err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	_, err = file.Write(text)
	return err
}

// newerHalf returns the whole lines in the second half of what a log may hold.
func newerHalf(file *os.File, end int64) ([]byte, error) {
	kept := make([]byte, min(end, maxFile/2))
	if _, err := file.ReadAt(kept, end-int64(len(kept))); err != nil {
		return nil, err
	}
	_, kept, _ = bytes.Cut(kept, []byte("\n"))
	return kept, nil
}
