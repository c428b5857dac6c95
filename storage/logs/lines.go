package logs

import "fmt"

// maxWaiting is how many bytes of lines are kept in memory.
const maxWaiting = 256 << 10

// lines are the lines that aren't written yet. If there are too many, the oldest are dropped.
type lines struct {
	all  [][]byte
	size int
	lost int
}

// add adds a copy of a line.
func (w *lines) add(line []byte) {
	w.all = append(w.all, append([]byte(nil), line...))
	w.size += len(line)
	for w.size > maxWaiting && len(w.all) > 1 {
		w.size -= len(w.all[0])
		w.all[0] = nil
		w.all = w.all[1:]
		w.lost++
	}
}

// take returns all lines and forgets them.
func (w *lines) take() [][]byte {
	all := w.all
	if w.lost > 0 {
		note := fmt.Appendf(nil, "{\"level\":\"WARN\",\"msg\":\"lines dropped\",\"count\":%d}\n", w.lost)
		all = append([][]byte{note}, all...)
	}
	*w = lines{}
	return all
}
