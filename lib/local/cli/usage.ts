import { synthCommand } from "../synth-command";

/** Returns the text of `--help`. */
export const usage = (): string => `cdktf-apigateway-websocket: run a synthesized WebSocket API on this machine

  dev                       Serve the app of this project, and apply its changes
  token [<claim>=<value>…]  Print a token of the last 'dev --issuer'
  <command> --help          Explain a command
  --version                 Print the version of this package
`;

/** Returns the text of `dev --help`. */
export const devUsage =
  (): string => `cdktf-apigateway-websocket dev: serve the app of this project, and apply its changes

  What is served
    --dir <folder>          Output folder of ${synthCommand("'")} (cdktf.out)
    --no-watch              Serve the present output only, for example in CI
    --strict                Refuse to start if a function or a route can't work on this machine
    --set-file <file>       File with values that are known only after apply
    --set <name>=<value>    One such value; can be repeated
    --variable <name>=<value>  Environment variable for all handlers; can be repeated
    --region <region>       Region of providers without a region (us-east-1)
    --issuer                Trust tokens of the command 'token' instead of the authorizers' own issuers
    --audience <audience>   Replace the audiences of the authorizers, with --issuer; can be repeated

  Who can reach it
    --port <number>         Port of the first API; further APIs and domains use the next ports (4000)
    --address <address>     Address to listen on (127.0.0.1)
    --host <name>           Also answer to this name, for example of a tunnel; can be repeated
    --origin <origin>       Also allow web pages of this origin to connect, '*' for all; can be repeated
    --refuse-unsigned       Answer requests without a valid signature to the management API with 403

  What is printed
    --quiet                 Print warnings, errors and the output of handlers only
    --verbose               Print events and answers whole
    --log <text|json>       Print one JSON object for each line (text)
    --access-log <file>     Append the access log of the stages to a file, in their own formats

  Limits and faults
    --idle-timeout <s>      Seconds without a message before a connection is closed (600)
    --max-duration <s>      Seconds after which a connection is closed (7200)
    --drop-disconnect <p>   Share of closed connections without a call of $disconnect, 0 to 1 (0)
    --throttle <p>          Share of management API calls that are answered with 429, 0 to 1 (0)
    --latency <ms>          Delay of each function call, in milliseconds (0)
    --max-instances <n>     Maximum number of processes of one function (10)

Environment variables that start with AWS_ENDPOINT_URL are passed to the functions, for example for a local database.
CDKTF_LOCAL=true is set for all functions.
`;

/** The text of `token --help`. */
export const tokenUsage = `cdktf-apigateway-websocket token: print a token of the last 'dev --issuer'

  token [<claim>=<value>…]

Values are parsed as JSON if possible. 'sub' is "developer" and the token is valid for an hour, unless you pass others.
Example: token sub=ada aud=https://api.example.com scope="chat:all"
`;
