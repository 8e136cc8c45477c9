// The worker of node_peer.js for the package workerpool.
'use strict';
require('workerpool').worker({ square: (x) => x * x });
