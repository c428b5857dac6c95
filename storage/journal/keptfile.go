package journal

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ringback/storage/files"
)

// What is kept for an unfinished verification, tokens among it, has a separate sealed file next to
// the journal. There it can be erased at once and permanently: in the journal's file it would stay
// on freed pages until that is rewritten. The file is read and written under the journal's lock
// only.

// maxKeptFile is the size limit of such a file, in bytes.
const maxKeptFile = maxTokens + MaxRequest + 64<<10

// keptPath returns the path of a verification's kept part.
func (j *File) keptPath(id string) string {
	return filepath.Join(filepath.Dir(j.path), "journal-"+hex.EncodeToString(j.keys.hashID(id)[:16])+".kept")
}

// readKept reads what is kept for a verification. If the file is missing or doesn't open, only its
// beginning is known: one broken file must not hide the others.
func (j *File) readKept(o open) (*kept, error) {
	k, err := j.openKept(o.id)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &kept{begun: o.begun, ended: o.ended}, nil
	case errors.Is(err, errSeal), errors.Is(err, errCoded):
		return &kept{begun: o.begun, ended: o.ended, onDisk: true}, nil
	case err != nil:
		return nil, err
	}
	k.begun, k.ended, k.onDisk = o.begun, o.ended, true
	return k, nil
}

// openKept reads the file.
func (j *File) openKept(id string) (*kept, error) {
	file, err := files.OpenPlain(j.keptPath(id), os.O_RDONLY)
	if errors.Is(err, files.ErrNotPlain) {
		return nil, errCoded
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sealed, err := io.ReadAll(io.LimitReader(file, maxKeptFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(sealed) > maxKeptFile:
		return nil, errCoded
	}
	content, err := j.seal.open(nil, keptPlace(id), sealed)
	if err != nil {
		return nil, err
	}
	k := new(kept)
	return k, decode(string(content), k)
}

// writeKept replaces the file.
func (j *File) writeKept(id string, k *kept) error {
	path := j.keptPath(id)
	return files.Replace(path, path, j.seal.seal(keptPlace(id), encode(k)), j.files)
}

// overPath returns the name of a kept part that is being erased.
func overPath(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"-over.tmp")
}

func keptPlace(id string) []byte { return []byte("kept\x00" + id) }

// removeKept overwrites what is kept and removes it. It renames it first: if it is interrupted, the
// file isn't mistaken for a kept part, and the next opening removes it. Copies of old blocks that a
// disk or a file system keeps are still sealed.
func (j *File) removeKept(id string) error {
	path := j.keptPath(id)
	over := overPath(path)
	if err := j.files.Rename(path, over); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return j.shred(over)
}

// shred overwrites a file and removes it. If it isn't a plain file, it only removes the name: other
// names of that content aren't ours.
func (j *File) shred(path string) error {
	f, err := files.OpenPlain(path, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		if info, err := f.Stat(); err == nil && info.Size() <= maxKeptFile {
			_, _ = f.WriteAt(make([]byte, info.Size()), 0)
			_ = f.Sync()
		}
		_ = f.Close()
	}
	if err := j.files.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// nextTo returns the paths of the files next to the journal whose names have a prefix and a suffix.
func (j *File) nextTo(prefix, suffix string) []string {
	folder := filepath.Dir(j.path)
	files, _ := os.ReadDir(folder) // what can't be listed now is removed another time
	var found []string
	for _, file := range files {
		if name := file.Name(); strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
			found = append(found, filepath.Join(folder, name))
		}
	}
	return found
}

// clearAbsent removes what ended programs left: their presence, and files that they were writing.
func (j *File) clearAbsent() {
	for _, path := range j.nextTo("journal-", ".here") {
		name := filepath.Base(path)
		present(filepath.Dir(path), name[len("journal-"):len(name)-len(".here")])
	}
	for _, path := range j.nextTo(".journal-", ".tmp") {
		_ = j.shred(path)
	}
	_ = j.files.Remove(j.path + ".new")
}

// clearOrphans removes what is kept for verifications that this journal no longer knows.
func (j *File) clearOrphans(known []open) {
	wanted := make(map[string]bool)
	for _, o := range known {
		wanted[j.keptPath(o.id)] = true
	}
	for _, path := range j.nextTo("journal-", ".kept") {
		if !wanted[path] {
			_ = j.shred(path)
		}
	}
}
