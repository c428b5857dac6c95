package main

import (
	"context"
	"errors"
	"net/url"
	"os"

	"ringback/ciba"
	"ringback/storage/files"
	"ringback/ui/desk"
	"ringback/ui/native"
)

// network is how this program reaches providers: through the policy's proxy, that of a variable, or
// the system's. The error says why the policy's root certificates can't be used; then the system's
// alone count.
func (p program) network() (ciba.Network, error) {
	n := ciba.Network{Proxy: p.policy.Proxy, Variable: os.Getenv}
	if system := native.NewSystemProxy(); system != nil {
		n.System = func(ctx context.Context, address *url.URL) (*url.URL, error) {
			proxy, err := system.For(ctx, address)
			var script *native.ProxyScriptError
			if errors.As(err, &script) {
				err = &ciba.ProxyError{Problem: ciba.ProxyScript, Host: ciba.Clean(script.Host, 200), Err: script}
			}
			return proxy, err
		}
	}
	if p.policy.ExtraRoots == "" {
		return n, nil
	}
	file, err := files.ReadTrusted(p.policy.ExtraRoots)
	if err == nil {
		n.Roots, err = ciba.TrustAlso(file)
	}
	return n, err
}

// rootsProblem returns the error that says why root certificates can't be used.
func (p program) rootsProblem(err error) error {
	var fault *ciba.RootsError
	if errors.As(err, &fault) {
		return errors.New(desk.RootsProblem(fault, p.policy.ExtraRoots).In(p.words))
	}
	return err
}
