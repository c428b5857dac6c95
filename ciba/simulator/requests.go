package simulator

import (
	"slices"
	"time"
)

// maxRequests limits the memory for requests, at about 2 kB each. It leaves room for a client that
// tries ten thousand at once.
const maxRequests = 20_000

// sweepEvery is how often what can be forgotten is looked for.
const sweepEvery = time.Second

// expiredKept is how long an expired request is remembered, so that late polls get expired_token.
const expiredKept = 10 * time.Minute

// endedShown is how long a phone shows how a request ended.
const endedShown = 30 * time.Second

// requestList holds the requests, oldest first. The simulator's lock guards it.
type requestList struct {
	all  []*request
	byID map[string]*request // by auth_req_id

	most  int // maxRequests
	swept time.Time
}

// add remembers a request. It reports false if too many are still open.
func (l *requestList) add(r *request, now time.Time) bool {
	if now.Sub(l.swept).Abs() >= sweepEvery {
		l.swept = now
		l.drop(func(old *request) bool { return old.forgettable(now) })
	}
	if len(l.all) >= l.most {
		l.drop(func(old *request) bool { return old.gone || now.After(old.expires) })
	}
	if len(l.all) >= l.most {
		return false
	}
	l.all = append(l.all, r)
	l.byID[r.authReqID] = r
	return true
}

func (l *requestList) drop(unwanted func(*request) bool) {
	l.all = slices.DeleteFunc(l.all, func(r *request) bool {
		if !unwanted(r) {
			return false
		}
		delete(l.byID, r.authReqID)
		return true
	})
}

// live finds a request that the token endpoint still knows.
func (l *requestList) live(authReqID string) (*request, bool) {
	r, ok := l.byID[authReqID]
	if !ok || r.gone {
		return nil, false
	}
	return r, true
}

// prompt finds a request by the id of its prompt.
func (l *requestList) prompt(id string) (*request, bool) {
	i := slices.IndexFunc(l.all, func(r *request) bool { return r.promptID == id })
	if i < 0 {
		return nil, false
	}
	return l.all[i], true
}

// onPhone reports whether the phone still shows the request.
func (r *request) onPhone(now time.Time) bool {
	return r.state == StateShown || now.Before(later(r.ended, r.matched).Add(endedShown))
}

func (r *request) forgettable(now time.Time) bool {
	if r.gone {
		return !r.onPhone(now)
	}
	return now.After(r.expires.Add(expiredKept))
}
