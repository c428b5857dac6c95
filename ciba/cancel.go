package ciba

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// idPlace is where the id goes in a cancel endpoint.
const idPlace = "{auth_req_id}"

// CancelKept asks the provider to drop a request that was kept before the program ended, at the
// cancel endpoint of the configuration. Nothing else is asked, discovery neither, and the client
// needs no secret: a cancel carries none. It takes 10 s at most.
func (c *Client) CancelKept(ctx context.Context, r Resumption) CancelAnswer {
	return c.cancelAt(ctx, c.config.Endpoints.Cancel, r.AuthReqID)
}

// cancelAt asks the provider to drop a request. CIBA Core has no cancel; the endpoint is the
// broker's own, takes no authentication, and its answers are not documented, so any 2xx is taken
// for done. A web page that says "not found" speaks of the address: nobody looked for the request.
func (c *Client) cancelAt(ctx context.Context, endpoint string, id Secret) CancelAnswer {
	if endpoint == "" {
		return CancelUncertain
	}
	a, err := c.do(ctx, call{
		endpoint: "cancel_endpoint", method: http.MethodDelete,
		// The alphabet of an id was checked; it is escaped all the same, so that it can never be
		// more than one segment.
		url:     strings.ReplaceAll(endpoint, idPlace, url.PathEscape(id.Reveal())),
		shown:   strings.ReplaceAll(endpoint, idPlace, dots),
		masked:  id.Reveal(),
		timeout: cancelTimeout, hide: []string{id.Reveal()},
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
