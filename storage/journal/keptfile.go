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

// What is kept for an unfinished verification, tokens among it, has a sealed file of its own beside
// the journal. There it can be erased at once and for good: in the journal's file it would stay on
// freed pages until all of it is rewritten. The file is read and written under the journal's lock
// only.

// maxKeptFile bounds what is read of one.
const maxKeptFile = maxTokens + MaxRequest + 64<<10

// keptPath returns where the kept part of a verification lies.
func (j *File) keptPath(id string) string {
	return filepath.Join(filepath.Dir(j.path), "journal-"+hex.EncodeToString(j.keys.hashID(id)[:16])+".kept")
}

// readKept reads what is kept for a verification of which something may be kept. Without a file, or
// with one that doesn't open, only its beginning is known: one broken file must not hide the
// others.
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

// writeKept replaces it.
func (j *File) writeKept(id string, k *kept) error {
	path := j.keptPath(id)
	return files.Replace(path, path, j.seal.seal(keptPlace(id), encode(k)), j.files)
}

// overPath is the name of a kept part that is being erased.
func overPath(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"-over.tmp")
}

func keptPlace(id string) []byte { return []byte("kept\x00" + id) }

// removeKept writes over what is kept and removes it. It gets another name first: broken off in the
// middle, it isn't taken for what is kept, and the next opening removes it. A copy that a disk or a
// file system keeps of old blocks is still sealed.
func (j *File) removeKept(id string) error {
	path := j.keptPath(id)
	over := overPath(path)
	if err := j.files.Rename(path, over); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return j.shred(over)
}

// shred writes over a file and removes it. Of what isn't a plain file only the name goes: what else
// has that content isn't ours.
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

// beside returns the paths of the files beside the journal that are named so.
func (j *File) beside(prefix, suffix string) []string {
	folder := filepath.Dir(j.path)
	files, _ := os.ReadDir(folder) // what can't be listed now is cleared away another time
	var found []string
	for _, file := range files {
		if name := file.Name(); strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
			found = append(found, filepath.Join(folder, name))
		}
	}
	return found
}

// clearAbsent clears away what programs that ended left: their presence, and files that they were
// writing.
func (j *File) clearAbsent() {
	for _, path := range j.beside("journal-", ".here") {
		name := filepath.Base(path)
		present(filepath.Dir(path), name[len("journal-"):len(name)-len(".here")])
	}
	for _, path := range j.beside(".journal-", ".tmp") {
		_ = j.shred(path)
	}
	_ = j.files.Remove(j.path + ".new")
}

// clearOrphans removes what is kept for verifications that this journal knows nothing more of.
func (j *File) clearOrphans(known []open) {
	wanted := make(map[string]bool)
	for _, o := range known {
		wanted[j.keptPath(o.id)] = true
	}
	for _, path := range j.beside("journal-", ".kept") {
		if !wanted[path] {
			_ = j.shred(path)
		}
	}
}
