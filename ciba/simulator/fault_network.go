package simulator

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"time"
)

// The durations of slow answers. CIBA Core 1.0, section 11, lets a broker hold a poll for 30 s.
const (
	slowAnswerTakes  = 29 * time.Second
	neverAnswerTakes = 2 * time.Minute // longer than any client waits; then the connection closes
)

// The sizes of oversized answers, in bytes.
const (
	oversized = 2 << 20
	bombSize  = 16 << 20 // decompressed; about 16 kB on the wire
)

// networkFaults concern answers that say nothing about the request: proxies, outages, and bodies
// made to do harm. A client continues after them.
func networkFaults() []fault {
	return []fault{
		{name: HTMLPoll, group: GroupNetwork, polls: 2, poll: func(_ *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			writeLoginPage(w)
			return true
		}},
		{name: BrokenJSON, group: GroupNetwork, polls: 2, poll: func(_ *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			writeRaw(w, http.StatusBadRequest, `{"error":"access_den`)
			return true
		}},
		{name: ServerErrors, group: GroupNetwork, polls: 3, poll: func(_ *Simulator, w http.ResponseWriter, p spoiltPoll) bool {
			status := []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout}[p.number%3]
			writePage(w, status, http.StatusText(status), "The server has a problem")
			return true
		}},
		{name: RedirectPoll, group: GroupNetwork, polls: 2, poll: func(s *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			s.redirect(w)
			return true
		}},
		{name: SlowAnswer, group: GroupNetwork, polls: 1, poll: func(s *Simulator, w http.ResponseWriter, p spoiltPoll) bool {
			return !s.hold(w, p.request, slowAnswerTakes)
		}},
		{name: NeverAnswers, group: GroupNetwork, polls: 1, poll: func(s *Simulator, w http.ResponseWriter, p spoiltPoll) bool {
			s.hold(w, p.request, neverAnswerTakes)
			panic(http.ErrAbortHandler)
		}},
		{name: OversizedBody, group: GroupNetwork, polls: 1, poll: func(_ *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			writeRaw(w, http.StatusBadRequest, `{"error":"access_denied","error_description":"`+strings.Repeat("x", oversized)+`"}`)
			return true
		}},
		{name: GzipBomb, group: GroupNetwork, polls: 1, poll: func(_ *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			w.Header().Set("Content-Encoding", "gzip")
			writeBomb(w)
			return true
		}},
		// The address doesn't exist, so nothing was cancelled, and the phone still asks.
		{name: CancelPage, group: GroupNetwork, waits: true, lostCancel: true},
	}
}

// hold delays an answer. It reports false if the client or the simulator ends in the meantime.
func (s *Simulator) hold(w http.ResponseWriter, r *http.Request, wait time.Duration) bool {
	extend(w, wait+writeTimeout)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.life.Done():
	}
	return false
}

// extend replaces the server's write deadline, which would cut a slow answer off. It ignores the
// error of a writer without deadlines.
func extend(w http.ResponseWriter, more time.Duration) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(more))
}

// writeBomb writes blanks that decompress to a thousand times their size.
func writeBomb(w http.ResponseWriter) {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(http.StatusBadRequest)
	packed := gzip.NewWriter(w)
	blanks := strings.Repeat(" ", 64<<10)
	for range bombSize / len(blanks) {
		if _, err := io.WriteString(packed, blanks); err != nil {
			return // the client has hung up
		}
	}
	_, _ = io.WriteString(packed, `{"error":"access_denied"}`)
	_ = packed.Close()
}
