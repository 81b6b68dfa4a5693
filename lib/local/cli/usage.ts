/** What the command prints for `--help`. */
export const usage = `cdktf-apigateway-websocket: runs a synthesized WebSocket API on this machine

  dev                       Serve what 'cdktf synth' wrote
    --dir <folder>          The output of synthesis (cdktf.out)
    --port <number>         Port of the first API; further APIs and domains have the next ones (4000)
    --address <address>     Address to listen on (127.0.0.1)
    --env-file <file>       Values for what only a deployment knows
    --set <name>=<value>    One such value; may be given several times
    --region <region>       Region of providers that name none (us-east-1)
    --issuer                Trust tokens that 'token' prints, in place of the authorizers' own issuers
    --audience <audience>   Audience of authorizers, where it can't be known; may be given several times
    --origin <origin>       Let only web pages of this origin connect; may be given several times
    --refuse-unsigned       Answer requests to the management API that are not signed with 403
    --idle-timeout <s>      Seconds without a message before a connection is closed (600)
    --max-duration <s>      Seconds after which a connection is closed (7200)
    --drop-disconnect <p>   Share of closed connections that $disconnect is not called for, 0 to 1 (0)
    --throttle <p>          Share of calls of the management API that are answered with 429, 0 to 1 (0)
    --latency <ms>          Milliseconds that each call of a function waits (0)
    --max-instances <n>     Processes of one function at once (10)

  token [<claim>=<value>…]  Print a token of the issuer of the last 'dev --issuer'; a value that reads as JSON is taken as such

Variables that begin with AWS_ENDPOINT_URL reach the functions, so that their SDK finds a database on this machine.
`;
