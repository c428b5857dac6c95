package logs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringback/storage/files"
)

// prune makes room for the log of this process, which may grow to maxFile: it removes the oldest
// logs, but not those of living processes.
func prune(folder, own string) {
	type log struct {
		name string
		size int64
	}
	var dead []log
	size, count := int64(maxFile), 1
	for _, name := range namesIn(folder, logEnding) {
		info, err := os.Lstat(filepath.Join(folder, name+logEnding))
		if name == own || err != nil {
			continue
		}
		size, count = size+info.Size(), count+1
		if !alive(filepath.Join(folder, name+crashEnding)) {
			dead = append(dead, log{name, info.Size()})
		}
	}
	for ; len(dead) > 0 && (size > maxAll || count > maxLogs); dead = dead[1:] {
		if os.Remove(filepath.Join(folder, dead[0].name+logEnding)) == nil { // otherwise somebody reads it
			size, count = size-dead[0].size, count-1
		}
	}
}

// namesIn returns the names of the files with an ending, without it, oldest first.
func namesIn(folder, ending string) []string {
	entries, _ := os.ReadDir(folder) // what can't be read has nothing to remove
	var names []string
	for _, entry := range entries {
		if name, is := strings.CutSuffix(entry.Name(), ending); is && entry.Type().IsRegular() {
			names = append(names, name)
		}
	}
	slices.Sort(names) // they begin with the time
	return names
}

// alive reports whether the process of a crash file lives: then it holds the file's lock.
func alive(path string) bool {
	file, err := files.OpenPlain(path, os.O_RDWR)
	if err != nil {
		return false
	}
	defer file.Close()
	locked, err := files.TryLock(file)
	return !locked && err == nil
}
