package ciba

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// idPlace is the placeholder for the id in a cancel endpoint.
const idPlace = "{auth_req_id}"

// CancelKept asks the provider to drop a request that was kept before the program ended, at the
// cancel endpoint of the configuration. It calls nothing else, not even discovery, and needs no
// secret, since a cancel carries none. It takes at most 10 s.
func (c *Client) CancelKept(ctx context.Context, r Resumption) CancelAnswer {
	return c.cancelAt(ctx, c.config.Endpoints.Cancel, r.AuthReqID, hiding{})
}

// cancelAt asks the provider to drop a request. CIBA Core has no cancel. The endpoint is the
// broker's own, takes no authentication, and its answers are undocumented, so any 2xx counts as
// done. A 404 that is a web page is about the address: no server looked for the request. The
// exchange doesn't show what is hidden.
func (c *Client) cancelAt(ctx context.Context, endpoint string, id Secret, hide hiding) CancelAnswer {
	if endpoint == "" {
		return CancelUncertain
	}
	a, err := c.do(ctx, call{
		endpoint: "cancel_endpoint", method: http.MethodDelete,
		// validID has checked the alphabet. Escaping all the same guarantees a single segment.
		url:     strings.ReplaceAll(endpoint, idPlace, url.PathEscape(id.Reveal())),
		shown:   strings.ReplaceAll(endpoint, idPlace, dots),
		masked:  id.Reveal(),
		timeout: cancelTimeout, hide: append(hide.texts(), id.Reveal()), masks: hide.masks,
	})
	switch {
	case err != nil:
		return CancelUncertain
	case a.status >= 200 && a.status < 300:
		return CancelDone
	case a.page():
		return CancelUncertain
	case a.status == http.StatusBadRequest, a.status == http.StatusNotFound, a.status == http.StatusConflict, a.status == http.StatusGone:
		return CancelNothing
	}
	return CancelUncertain
}
